import { PUSH_SMALL, PUSH_WORD, PUSH_ZERO } from './cells.ts';

/** Operators whose operands solc often leaves constant: what they give. The first operand is the topmost item. */
const FOLDED: ReadonlyMap<number, (a: bigint, b: bigint) => bigint> = new Map([
  [0x01, (a, b) => a + b],
  [0x03, (a, b) => a - b],
  [0x1b, (a, b) => (a > 255n ? 0n : b << a)],
]);
const NOT = 0x19;

/** Words of the operand of each kind of constant. */
const WORDS: ReadonlyMap<number, number> = new Map([
  [PUSH_ZERO, 0],
  [PUSH_SMALL, 2],
  [PUSH_WORD, 8],
]);

/** Whether fold() knows an instruction. */
export function isFolded(opcode: number): boolean {
  return opcode === NOT || FOLDED.has(opcode);
}

/**
 * Replaces constants at the end of a block's cells, so far, by what an instruction makes of them; false where it is not
 * one of FOLDED on constants. The gas and the stack of all of them are counted all the same.
 */
export function fold(opcode: number, kinds: number[], operands: number[]): boolean {
  const compute = FOLDED.get(opcode);
  if (compute === undefined && opcode !== NOT) return false;
  if (!WORDS.has(kinds.at(-1) ?? -1)) return false;
  if (compute !== undefined && !WORDS.has(kinds.at(-2) ?? -1)) return false;
  const a = take(kinds, operands);
  const value = BigInt.asUintN(256, compute === undefined ? ~a : compute(a, take(kinds, operands)));
  let kind = PUSH_WORD;
  if (value === 0n) kind = PUSH_ZERO;
  else if (value < 2n ** 64n) kind = PUSH_SMALL;
  kinds.push(kind);
  for (let i = 0; i < (WORDS.get(kind) ?? 0); i++) {
    operands.push(Number(BigInt.asIntN(32, value >> BigInt(32 * i))));
  }
  return true;
}

function take(kinds: number[], operands: number[]): bigint {
  const words = WORDS.get(kinds.pop() ?? -1) ?? 0;
  let value = 0n;
  for (let i = 0; i < words; i++) value = (value << 32n) | BigInt.asUintN(32, BigInt(operands.pop() ?? 0));
  return value;
}
