import type { HaltReason } from '../engine.ts';

/** The library's error texts and ours. What is missing here is a precompile's own complaint. */
const REASONS: Readonly<Record<string, HaltReason>> = {
  revert: 'revert',
  'out of gas': 'out of gas',
  'code store out of gas': 'code store out of gas',
  'code size to deposit exceeds maximum code size': 'max code size exceeded',
  'stack underflow': 'stack underflow',
  'stack overflow': 'stack overflow',
  'invalid opcode': 'invalid opcode',
  'value out of range': 'return data out of bounds',
  'static state change': 'write protection',
  'create collision': 'contract address collision',
  'insufficient balance': 'insufficient balance for transfer',
  'invalid bytecode deployed': 'invalid code: must not begin with 0xef',
  'initcode exceeds max initcode size': 'max initcode size exceeded',
};

/** Why the library says that a frame ended. */
export function haltReason(error: string): HaltReason {
  if (error.startsWith('invalid JUMP')) return 'invalid jump destination';
  return REASONS[error] ?? 'precompile failed';
}
