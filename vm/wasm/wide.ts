import { WORD } from './layout.ts';
import { readBigInt, writeBigInt } from './words.ts';

/** Where the operands are. */
interface Memory {
  readonly bytes: Uint8Array;
}

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
export function divideWide({ bytes }: Memory, opcode: number, p: number): void {
  const division = DIVISIONS[opcode];
  if (division === undefined) return;
  const { takes, compute } = division;
  const a = readBigInt(bytes, p);
  const b = readBigInt(bytes, p - WORD);
  const n = takes === 3 ? readBigInt(bytes, p - 2 * WORD) : 0n;
  writeBigInt(bytes, p - (takes - 1) * WORD, BigInt.asUintN(256, compute(a, b, n)));
}
