import { describe, expect, test } from 'bun:test';
import { assemble } from '../../../vm/wasm/emit/module.ts';
import { WIDE_OPERATORS } from '../../../vm/wasm/emit/operators.ts';
import { reciprocalSeeds } from '../../../vm/wasm/functions/reciprocal.ts';
import { FUNCTIONS } from '../../../vm/wasm/functions.ts';
import { RECIPROCAL_SEEDS } from '../../../vm/wasm/layout.ts';
import { randomNumbers } from './programs.ts';

type Operation = (a: bigint, b: bigint, n: bigint) => bigint;

const signed = (value: bigint) => BigInt.asIntN(256, value);
const [STACK, WORD] = [8192, 32];

/** What each function is to give, by its name. */
const OPERATIONS: Readonly<Record<string, { readonly takes: 2 | 3; readonly compute: Operation }>> = {
  multiply: { takes: 2, compute: (a, b) => a * b },
  divide: { takes: 2, compute: (a, b) => (b === 0n ? 0n : a / b) },
  divideSigned: { takes: 2, compute: (a, b) => (b === 0n ? 0n : signed(a) / signed(b)) },
  remainder: { takes: 2, compute: (a, b) => (b === 0n ? 0n : a % b) },
  remainderSigned: { takes: 2, compute: (a, b) => (b === 0n ? 0n : signed(a) % signed(b)) },
  addModulo: { takes: 3, compute: (a, b, n) => (n === 0n ? 0n : (a + b) % n) },
  multiplyModulo: { takes: 3, compute: (a, b, n) => (n === 0n ? 0n : (a * b) % n) },
};

const EDGES = [0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193, 254, 255, 256]
  .flatMap((bits) => [2n ** BigInt(bits) - 1n, 2n ** BigInt(bits), 2n ** BigInt(bits) + 1n])
  .concat([2n ** 256n - 2n ** 64n, 2n ** 255n + 2n ** 127n - 1n, 0xffff_ffff_0000_0000n << 128n])
  .map((value) => BigInt.asUintN(256, value));

const random = randomNumbers(11);

/** Limbs that are often all zeros, all ones, or one bit: where digits are estimated wrongly. */
function word(): bigint {
  let value = 0n;
  for (let limb = 0; limb < 4; limb++) {
    const part = [0n, 2n ** 64n - 1n, 1n << BigInt(random(64)), 2n ** 63n][random(8)];
    value = (value << 64n) | (part ?? (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32)));
  }
  return value >> BigInt([0, 0, 1, 64, 128, 192, 250][random(7)] ?? 0);
}

function functions(wide: boolean) {
  const bytes = assemble({
    imports: [],
    globals: ['memorySize'],
    memory: { initial: 1, maximum: 1 },
    functions: FUNCTIONS,
    exports: Object.keys(OPERATIONS),
    natives: wide ? WIDE_OPERATORS : undefined,
    data: [{ address: RECIPROCAL_SEEDS, bytes: reciprocalSeeds() }],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const limbs = new BigUint64Array((exports.memory as WebAssembly.Memory).buffer);
  const put = (at: number, value: bigint) => {
    for (let k = 0; k < 4; k++) limbs[at / 8 + k] = value >> BigInt(64 * k);
  };
  return (name: string, operands: readonly bigint[]): bigint => {
    const last = STACK - WORD * (operands.length - 1);
    operands.forEach((value, i) => {
      put(STACK - WORD * i, value);
    });
    (exports[name] as (p: number) => void)(STACK);
    return [3, 2, 1, 0].reduce((value, k) => (value << 64n) | (limbs[last / 8 + k] ?? 0n), 0n);
  };
}

describe.each([
  ['with operators of wide arithmetic', true],
  ['without them', false],
])('%s', (_, wide) => {
  const run = functions(wide);
  test.each(Object.keys(OPERATIONS))('%s is what BigInt gives', (name) => {
    const { takes, compute } = OPERATIONS[name] ?? { takes: 2, compute: () => -1n };
    const check = (a: bigint, b: bigint, n: bigint) => {
      const expected = BigInt.asUintN(256, compute(a, b, n));
      const actual = run(name, takes === 2 ? [a, b] : [a, b, n]);
      if (actual !== expected) expect([a, b, n, actual]).toEqual([a, b, n, expected]);
    };
    for (const a of EDGES) {
      for (const b of EDGES) {
        if (takes === 2) check(a, b, 0n);
        else for (const n of EDGES) check(a, b, n);
      }
    }
    const count = Number(process.env.XAI_FUZZ_DIVISIONS ?? 8000);
    for (let i = 0; i < count; i++) check(word(), word(), word());
    // the same modulus again and again
    for (let i = 0; takes === 3 && i < count / 16; i++) {
      const n = random(2) === 0 ? word() : (EDGES[random(EDGES.length)] ?? 0n);
      for (let j = 0; j < 8; j++) check(word(), word(), n);
      check(n - 1n, n - 1n, n);
      check(2n ** 256n - 1n, 2n ** 256n - 1n, n);
    }
    // quotients whose digits are the greatest there are
    for (let i = 0; i < count / 4; i++) {
      const divisor = word() | 1n;
      check(BigInt.asUintN(256, divisor * word() - 1n), divisor, divisor);
    }
    expect.assertions(0);
  });
});
