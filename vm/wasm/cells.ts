import { takesFixedGas } from './handlers.ts';

/*
 * The form of a predecoded code: cells of 32-bit words, each begun by its kind. An instruction without an operand of its
 * own has its opcode as its kind, and no more words.
 *
 *   header of a block   BLOCK, gas, least bytes of stack, most bytes beyond those, place in the code
 *   PUSH                PUSH_SMALL with 2 words, PUSH_WORD with 8: limbs, the lowest first; PUSH_ZERO
 *   jump to a place that is known    JUMP_TO or JUMP_TO_IF, address of the header
 *   what may leave for the driver    opcode, place of the next instruction in the code; a header follows
 *   sequences of instructions        kinds of their own (sequences.ts), then the operands of their parts
 *
 * Before the cells lies the map: for each byte of the code, and one past its end, the address of the header of the block
 * that begins there, plus 1 where a jump may go there; 0 elsewhere.
 */
export const BLOCK = 0x5b;
export const JUMP = 0x56;
export const JUMP_IF = 0x57;
export const PUSH_ZERO = 0x5f;
export const PUSH_SMALL = 0x60;
export const PUSH_WORD = 0x7f;
export const JUMP_TO = 256;
export const JUMP_TO_IF = 257;
/** Kinds from here on are those of sequences. */
export const SEQUENCES = 258;

/** Offsets of a header's parts. */
export const HEADER_PART = { gas: 4, least: 8, span: 12, pc: 16, size: 20 } as const;

/** Bytes of the operand that follows a kind that is no sequence. */
export function operandSize(kind: number): number {
  return SIZES[kind] ?? 0;
}

const SIZES = Uint8Array.from({ length: SEQUENCES }, (_, kind) => {
  if (kind === PUSH_SMALL) return 8;
  if (kind === PUSH_WORD) return 32;
  if (kind === JUMP_TO || kind === JUMP_TO_IF) return 4;
  return kind < 256 && (kind < PUSH_SMALL || kind > PUSH_WORD) && !takesFixedGas(kind) ? 4 : 0;
});
