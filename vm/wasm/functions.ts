import type { FunctionSource } from './emit/module.ts';
import { ARITHMETIC_FUNCTIONS } from './functions/arithmetic.ts';
import { BIT_FUNCTIONS } from './functions/bits.ts';
import { DIVISION_FUNCTIONS } from './functions/division.ts';
import { KECCAK_FUNCTIONS } from './functions/keccak.ts';
import { MEMORY_FUNCTIONS } from './functions/memory.ts';
import { QUOTIENT_FUNCTIONS } from './functions/quotients.ts';
import { RECIPROCAL_FUNCTIONS } from './functions/reciprocal.ts';
import { SLOT_FUNCTIONS } from './functions/slots.ts';

/** What the interpreter's instructions call. `p` is the address of the topmost item; results replace the last operand. */
export const FUNCTIONS: readonly FunctionSource[] = [
  ...ARITHMETIC_FUNCTIONS,
  ...RECIPROCAL_FUNCTIONS,
  ...DIVISION_FUNCTIONS,
  ...QUOTIENT_FUNCTIONS,
  ...BIT_FUNCTIONS,
  ...KECCAK_FUNCTIONS,
  ...MEMORY_FUNCTIONS,
  ...SLOT_FUNCTIONS,
];
