import type { Scope, Value } from './scope.ts';

const WORD_BITS = 256n;

/** What instructions on constants come to: done while compiling. */
const FOLDS: Readonly<Record<number, (a: bigint, b: bigint) => bigint>> = {
  1: (a, b) => a + b,
  2: (a, b) => a * b,
  3: (a, b) => a - b,
  4: (a, b) => (b === 0n ? 0n : a / b),
  6: (a, b) => (b === 0n ? 0n : a % b),
  16: (a, b) => BigInt(a < b),
  17: (a, b) => BigInt(a > b),
  20: (a, b) => BigInt(a === b),
  21: (a) => BigInt(a === 0n),
  22: (a, b) => a & b,
  23: (a, b) => a | b,
  24: (a, b) => a ^ b,
  25: (a) => ~a,
  27: (a, b) => (a < WORD_BITS ? b << a : 0n),
  28: (a, b) => (a < WORD_BITS ? b >> a : 0n),
};

/** The number that a value is, where that is known. */
export function constantOf({ limbs }: Value): bigint | undefined {
  let number = 0n;
  for (let k = 3; k >= 0; k--) {
    const limb = limbs[k];
    if (typeof limb !== 'bigint') return undefined;
    number = (number << 64n) | limb;
  }
  return number;
}

/** What an instruction comes to on the constants that are on the stack; undefined where it cannot be told. */
export function folded(scope: Scope, opcode: number, takes: number): bigint | undefined {
  const fold = FOLDS[opcode];
  if (fold === undefined) return undefined;
  const a = constantOf(scope.peek(0));
  const b = takes === 1 ? 0n : constantOf(scope.peek(1));
  return a === undefined || b === undefined ? undefined : BigInt.asUintN(256, fold(a, b));
}
