import { expect, test } from 'bun:test';
import { PRECOMPILE_INPUTS } from '../../../bench/engine/precompiles.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import type { Engine } from '../../../vm/engine.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import type { Tracer } from '../../../vm/tracing/tracer.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ALICE, address, block, CONTRACT, rules, world } from '../world.ts';
import { randomNumbers } from './programs.ts';

/*
 * Calls of precompiles by the short way, which nobody is told of, by the one that a tracer hears of, and on the reference
 * engine: gas to the unit, what they give back, and the accounts that they touch.
 */

const random = randomNumbers(23);
const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
const push = (value: number) => `63${value.toString(16).padStart(8, '0')}`;
const HEEDED: Tracer = { onEnter: () => undefined };

const RECOVERABLE =
  `456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3${'1c'.padStart(64, '0')}` +
  '9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac80388256084f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada';
const COMPRESSIBLE = `0000000c${'48c9bdf267e6096a'.repeat(8)}${'61'.repeat(128)}${'00'.repeat(16)}01`;
const sum = (name: string) => PRECOMPILE_INPUTS[name]?.input ?? '';
const SUMS = [sum('bn254 add'), sum('bls12 g1 add'), sum('bls12 g2 add')];
const INPUTS = [
  '',
  RECOVERABLE,
  COMPRESSIBLE,
  COMPRESSIBLE.replace(/01$/, '02'),
  'ab'.repeat(300),
  ...SUMS,
  ...SUMS.map((input) => input.replace(/.$/, '0')),
];
const CALLS = ['f1', 'f2', 'f4', 'fa'] as const;
const NUMBERS = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6, 7, 9, 9, 0x0b, 0x0b, 0x0d, 0x100, 0x101, 0x1_0004];
const SIZES = new Map([
  [0x0b, 256],
  [0x0d, 512],
  [9, 213],
]);

/** Puts an input into memory, 32 bytes at a time. */
function put(input: string): string {
  const words = input.match(/.{1,64}/g) ?? [];
  return words.map((word, k) => `7f${word.padEnd(64, '0')}${push(32 * k)}52`).join('');
}

/** One call, then what it left: success, the return data's size, the data, and a word past its end sometimes. */
function call(): string {
  const kind = pick(CALLS);
  const sizes = [0, 1, 32, 127, 128, 128, 160, 213, 213, 214, 300, 1024, 1025, 3000];
  const to = pick(NUMBERS);
  const size = random(3) === 0 ? undefined : SIZES.get(to);
  const input = `${push(size ?? pick(sizes))}${push(pick([0, 0, 0, 1, 4, 32]))}`;
  const output = `${push(pick([0, 20, 32, 64, 2000]))}${push(pick([0, 32, 500, 5000]))}`;
  const value = kind === 'f1' || kind === 'f2' ? push(random(8) === 0 ? 1 : 0) : '';
  // the upper half of an operand is no part of an address
  const at = random(5) === 0 ? `7f${'ff'.repeat(12)}${to.toString(16).padStart(40, '0')}` : push(to);
  const gas = random(3) === 0 ? push(pick([0, 11, 12, 15, 18, 60, 72, 600, 2999, 3000])) : '5a';
  const after = random(10) === 0 ? '3d6001016000' : '3d6000';
  return `${output}${input}${value}${at}${gas}${kind}${push(700)}52 3d${push(732)}52 ${after}${push(764)}3e`;
}

function program(): string {
  const parts = [put(pick(INPUTS))];
  for (let i = 1 + random(4); i > 0; i--) parts.push(call());
  const end = random(6) === 0 ? '60006000fd' : `${push(4000)}6000f3`;
  return [...parts, end].join('').replaceAll(' ', '');
}

async function outcome(
  engine: Engine,
  code: string,
  inner: string,
  fork: ForkName,
  gas: bigint,
  tracer?: Tracer,
) {
  const state = world(code);
  state.setCode(address(0xdd), fromHex(inner));
  for (let number = 1; number < 5; number++) {
    const precompile = new Uint8Array(20);
    precompile[19] = number;
    // accounts without anything, which a touch removes
    state.putAccount(precompile, { ...EMPTY, codeHash: state.codeHash(precompile) });
  }
  state.beginTransaction();
  if (gas % 2n === 0n) state.warmPrecompiles(rules(fork));
  const data = new Uint8Array(0);
  const message = {
    caller: ALICE,
    to: CONTRACT,
    value: 0n,
    data,
    gas,
    gasPrice: 0n,
    origin: ALICE,
    blobHashes: [],
  };
  const result = await engine.execute(message, { rules: rules(fork), block: block(), state, tracer });
  state.endTransaction(rules(fork));
  const accounts = [...state.changes().accounts].map(
    ([key, account]) => `${Buffer.from(key, 'latin1').toString('hex')}:${account?.balance}`,
  );
  const halt = result.halt === undefined || result.halt === 'revert' ? result.halt : 'halt';
  return `${halt} ${result.gasUsed} ${toHex(result.returnData)} ${accounts.sort().join()}`;
}

const EMPTY = {
  nonce: 0n,
  balance: 0n,
  storageRoot: fromHex('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'),
};

test('calls of precompiles that nobody hears of end as all others', async () => {
  const [wasm, compiled, reference] = [
    createWasmEngine(),
    createWasmEngine('always'),
    createReferenceEngine(),
  ];
  const seen = { done: 0, failed: 0 };
  for (let i = 0; i < 800; i++) {
    const fork = pick(['berlin', 'cancun', 'osaka'] as const);
    // half of the programs call another contract between, whose return data takes the place of the first one's
    const inner = program();
    const between = `${push(0)}${push(0)}${push(0)}${push(0)}73${'dd'.repeat(20)}5afa50${call()}`.replaceAll(
      ' ',
      '',
    );
    const code =
      random(2) === 0
        ? program()
        : `${put(pick(INPUTS)) + call().replaceAll(' ', '') + between}${push(4000)}6000f3`;
    const gas = BigInt(5000 + random(200_000));
    const expected = await outcome(reference, code, inner, fork, gas);
    const where = `${i} ${fork} ${gas} ${code} ${inner} `;
    expect(where + (await outcome(wasm, code, inner, fork, gas))).toBe(where + expected);
    expect(where + (await outcome(wasm, code, inner, fork, gas, HEEDED))).toBe(where + expected);
    if (i % 20 === 0)
      expect(where + (await outcome(compiled, code, inner, fork, gas))).toBe(where + expected);
    seen[expected.startsWith('halt') ? 'failed' : 'done']++;
  }
  expect(seen.done).toBeGreaterThan(100);
  expect(seen.failed).toBeGreaterThan(20);
  compiled.close?.();
}, 60_000);
