import { WORD } from './layout.ts';

const LIMB_BITS = 64n;

type Division = (a: bigint, b: bigint, n: bigint) => bigint;

const signed = (value: bigint) => BigInt.asIntN(256, value);

/** By opcode: division where the interpreter does not divide itself. Dividing by zero gives zero. */
const DIVISIONS: Readonly<Record<number, { readonly takes: number; readonly compute: Division }>> = {
  4: { takes: 2, compute: (a, b) => (b === 0n ? 0n : a / b) },
  5: { takes: 2, compute: (a, b) => (b === 0n ? 0n : signed(a) / signed(b)) },
  6: { takes: 2, compute: (a, b) => (b === 0n ? 0n : a % b) },
  7: { takes: 2, compute: (a, b) => (b === 0n ? 0n : signed(a) % signed(b)) },
  8: { takes: 3, compute: (a, b, n) => (n === 0n ? 0n : (a + b) % n) },
  9: { takes: 3, compute: (a, b, n) => (n === 0n ? 0n : (a * b) % n) },
};

/** DIV, SDIV, MOD, SMOD, ADDMOD and MULMOD on the words at `p` and below; the result takes the last one's place. */
export function divideWide(limbs: BigUint64Array, opcode: number, p: number): void {
  const division = DIVISIONS[opcode];
  if (division === undefined) return;
  const { takes, compute } = division;
  const a = read(limbs, p);
  const b = read(limbs, p - WORD);
  const n = takes === 3 ? read(limbs, p - 2 * WORD) : 0n;
  write(limbs, p - (takes - 1) * WORD, compute(a, b, n));
}

function read(limbs: BigUint64Array, at: number): bigint {
  const i = at >> 3;
  let value = limbs[i + 3] ?? 0n;
  for (let k = 2; k >= 0; k--) value = (value << LIMB_BITS) | (limbs[i + k] ?? 0n);
  return value;
}

/** A negative value becomes its two's complement: the array keeps the lowest 64 bits of each limb. */
function write(limbs: BigUint64Array, at: number, value: bigint): void {
  const i = at >> 3;
  for (let k = 0, rest = value; k < 4; k++, rest >>= LIMB_BITS) limbs[i + k] = rest;
}
