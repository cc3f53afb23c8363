import type { EVMResult } from '@ethereumjs/evm';
import type { HaltReason } from '../haltReason.ts';
import { Opcode } from './opcodes.ts';

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

/**
 * How the library says that a frame ended. Frontier's creation without the gas to store its code is no halt there, and
 * from Homestead on the library calls it plainly out of gas: the initcode had ended by itself then.
 */
export function haltOf(
  { exceptionError, runState }: EVMResult['execResult'],
  creates: boolean,
): HaltReason | undefined {
  if (exceptionError === undefined) return undefined;
  const halt = haltReason(exceptionError.error);
  if (halt === 'code store out of gas') return undefined;
  // the library's texts for these stand for what precompiles refuse, too, which have no code that runs
  const isForCode = halt === 'return data out of bounds' || halt === 'revert';
  if (isForCode && runState === undefined) return 'precompile failed';
  // only a RETURN that ran has left a value
  const ended = runState?.opCode === Opcode.RETURN && runState.interpreter._result.returnValue !== undefined;
  return halt === 'out of gas' && creates && ended ? 'code store out of gas' : halt;
}
