import { opcodeFacts } from '../opcodes.ts';
import type { Code } from './emit/code.ts';
import { ARITHMETIC } from './instructions/arithmetic.ts';
import { CONTROL } from './instructions/control.ts';
import { ENVIRONMENT } from './instructions/environment.ts';
import { MEMORY } from './instructions/memory.ts';
import { STACK } from './instructions/stack.ts';
import { STORAGE } from './instructions/storage.ts';

/** Every instruction that runs in WebAssembly. The others leave for the driver, which takes their gas too. */
export const HANDLERS: ReadonlyMap<number, Code> = new Map([
  ...ARITHMETIC,
  ...ENVIRONMENT,
  ...MEMORY,
  ...CONTROL,
  ...STACK,
  ...STORAGE,
]);

/** Instructions of HANDLERS that may leave for the driver all the same; they take all of their gas themselves. */
const MAY_LEAVE: ReadonlySet<number> = new Set(STORAGE.keys());

/** True where the interpreter itself takes the gas that no operand changes. */
export function takesFixedGas(opcode: number): boolean {
  return HANDLERS.has(opcode) && !MAY_LEAVE.has(opcode);
}

/** The gas that no operand changes, of an instruction for which `takesFixedGas` holds. */
export function fixedGas(opcode: number): number {
  return takesFixedGas(opcode) ? Number(opcodeFacts(opcode)?.gas[0]?.[1] ?? 0n) : 0;
}
