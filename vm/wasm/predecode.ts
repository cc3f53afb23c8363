import {
  JUMP,
  JUMP_IF,
  JUMP_TO,
  JUMP_TO_IF,
  operandSize,
  PUSH_SMALL,
  PUSH_WORD,
  PUSH_ZERO,
} from './cells.ts';
import { CellWriter } from './cellWriter.ts';
import { takesFixedGas } from './handlers.ts';

const JUMPDEST = 0x5b;
const PUSH0 = 0x5f;
const PUSH32 = 0x7f;
const PC = 0x58;
const GAS = 0x5a;
const STOP = 0x00;
/** After STOP, JUMP, RETURN, REVERT, INVALID and SELFDESTRUCT nothing runs on but at a jump destination. */
const ENDS: ReadonlySet<number> = new Set([STOP, JUMP, 0xf3, 0xfd, 0xfe, 0xff]);

/** The most bytes that a code of this size can take: the map, and a header and a cell for each instruction. */
export function predecodedLimit(size: number): number {
  return 4 * (size + 1) + 32 * (size + 2);
}

/** Where a code stands, as placeCode() wrote it: addresses. */
export interface PlacedCode {
  readonly code: number;
  readonly jumps: number;
  readonly size: number;
}

/**
 * Writes a code in the form of cells.ts to `place`, a multiple of 4, where the map then begins. Answers the first
 * address behind it.
 */
export function predecode(memory: Uint8Array, place: number, { code, jumps, size }: PlacedCode): number {
  const words = new Int32Array(memory.buffer);
  const map = place >> 2;
  words.fill(0, map, map + size + 1);
  const writer = new CellWriter(words, map, map + size + 1);
  const isTarget = (at: number) => at < size && memory[jumps + at] === 1;
  const opcodeAt = (at: number) => (at < size ? (memory[code + at] ?? STOP) : STOP);
  for (let at = 0; at <= size; ) {
    writer.begin(at, isTarget(at));
    if (opcodeAt(at) === JUMPDEST) {
      writer.count(JUMPDEST);
      at++;
    }
    let goesOn = true;
    while (goesOn) {
      const opcode = opcodeAt(at);
      if (opcode === JUMPDEST) break;
      const pc = at++;
      writer.count(opcode);
      if (opcode >= PUSH0 && opcode <= PUSH32) {
        const length = opcode - PUSH0;
        at += length;
        const next = opcodeAt(at);
        if ((next === JUMP || next === JUMP_IF) && length <= 4) {
          const target = smallAt(memory, code + at - length, length);
          if (isTarget(target)) {
            writer.count(next);
            writer.cell(next === JUMP ? JUMP_TO : JUMP_TO_IF, target);
            at = next === JUMP ? nextTarget(at, size, isTarget) : at + 1;
            break;
          }
        }
        push(writer, memory, code + at - length, length);
      } else if (opcode === PC) writer.cell(PUSH_SMALL, pc, 0);
      else {
        if (operandSize(opcode) > 0) writer.cell(opcode, at);
        else writer.cell(opcode);
        if (ENDS.has(opcode)) at = nextTarget(at, size, isTarget);
        goesOn = takesFixedGas(opcode) && opcode !== JUMP && opcode !== JUMP_IF && opcode !== GAS;
      }
    }
    writer.end();
  }
  return writer.finish();
}

/** The next jump destination; past the end where there is none. */
function nextTarget(from: number, size: number, isTarget: (at: number) => boolean): number {
  let at = from;
  while (at < size && !isTarget(at)) at++;
  return at < size ? at : size + 1;
}

function smallAt(memory: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (memory[at + i] ?? 0);
  return value;
}

/** The operand of PUSH: `length` bytes, big-endian. */
function push(writer: CellWriter, memory: Uint8Array, at: number, length: number): void {
  const word = (index: number): number => {
    let value = 0;
    for (let i = 4 * index + 3; i >= 4 * index; i--) {
      value = (value << 8) | (i < length ? (memory[at + length - 1 - i] ?? 0) : 0);
    }
    return value;
  };
  const significant = length - leadingZeros(memory, at, length);
  if (significant === 0) writer.cell(PUSH_ZERO);
  else if (significant <= 8) writer.cell(PUSH_SMALL, word(0), word(1));
  else writer.cell(PUSH_WORD, word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7));
}

function leadingZeros(memory: Uint8Array, at: number, length: number): number {
  let zeros = 0;
  while (zeros < length && memory[at + zeros] === 0) zeros++;
  return zeros;
}
