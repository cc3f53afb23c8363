import { opcodeFacts } from '../../opcodes.ts';

/** Opcodes that compiling asks for by name (yellow paper, appendix H.2); of PUSH, DUP and SWAP the bounds. */
export const STOP = 0x00;
export const JUMP = 0x56;
export const JUMPI = 0x57;
export const JUMPDEST = 0x5b;
export const PUSH0 = 0x5f;
export const PUSH32 = 0x7f;
export const DUP1 = 0x80;
export const SWAP1 = 0x90;
export const POP = 0x50;
export const SLOAD = 0x54;
export const SSTORE = 0x55;
export const TLOAD = 0x5c;
export const TSTORE = 0x5d;
export const REVERT = 0xfd;
export const INVALID = 0xfe;

/** What a fork makes of opcodes: plain arrays, as they go to another thread. */
export interface Pricing {
  /** for each opcode 1 where the fork has the instruction */
  readonly available: Uint8Array;
  /** for each opcode the gas that no operand changes */
  readonly fixed: Float64Array;
  /** gas for a byte of EXP's exponent */
  readonly exponentByte: number;
}

/** Whether an instruction is done here or by the driver as it turns out, and takes its gas then: a segment ends with it. */
export function usesSlot(opcode: number): boolean {
  return opcode === SLOAD || opcode === TLOAD || writesSlot(opcode);
}

/** Whether it is one of those that write. */
export function writesSlot(opcode: number): boolean {
  return opcode === SSTORE || opcode === TSTORE;
}

/** One instruction where it stands. */
export interface Instruction {
  readonly at: number;
  /** INVALID for all that the fork does not have */
  readonly opcode: number;
  /** what a PUSH pushes; for all others 0 */
  readonly operand: bigint;
  /** where the next one stands */
  readonly next: number;
  readonly takes: number;
  readonly puts: number;
}

/** A code as the compiler reads it. */
export interface Program {
  readonly code: Uint8Array;
  readonly pricing: Pricing;
  readonly isDestination: (at: bigint) => boolean;
  readonly destinations: readonly number[];
  readonly instructionAt: (at: number) => Instruction;
}

/** Reads a code into instructions, with their prices. */
export function programOf(code: Uint8Array, pricing: Pricing): Program {
  const { length } = code;
  const destinations: number[] = [];
  for (let i = 0; i < length; i++) {
    const opcode = code[i] ?? STOP;
    if (opcode === JUMPDEST) destinations.push(i);
    else if (opcode > PUSH0 && opcode <= PUSH32) i += opcode - PUSH0;
  }
  const known = new Set(destinations);
  return {
    code,
    pricing,
    destinations,
    isDestination: (at) => at < length && known.has(Number(at)),
    instructionAt: (at) => read(code, pricing, at),
  };
}

/** Zeros follow the code: they are STOP, and what is missing of an operand. */
function read(code: Uint8Array, pricing: Pricing, at: number): Instruction {
  const byte = code[at] ?? STOP;
  const opcode = pricing.available[byte] === 1 ? byte : INVALID;
  const facts = opcodeFacts(opcode);
  const size = opcode > PUSH0 && opcode <= PUSH32 ? opcode - PUSH0 : 0;
  let operand = 0n;
  for (let i = 1; i <= size; i++) operand = (operand << 8n) | BigInt(code[at + i] ?? 0);
  return {
    at,
    opcode,
    operand,
    next: at + 1 + size,
    takes: facts?.takes ?? 0,
    puts: facts?.puts ?? 0,
  };
}
