import type { HaltReason } from '../haltReason.ts';
import { EXIT } from './layout.ts';

/** Why a frame halts that comes back for one of these reasons. */
export const HALTS: Readonly<Record<number, HaltReason>> = {
  [EXIT.outOfGas]: 'out of gas',
  [EXIT.stackUnderflow]: 'stack underflow',
  [EXIT.stackOverflow]: 'stack overflow',
  [EXIT.badJump]: 'invalid jump destination',
  [EXIT.invalid]: 'invalid opcode',
};
