import { CallError, ExecutionRevertedError } from '../chain/call/errors.ts';
import { ChainError } from '../chain/canonical/errors.ts';
import { DevError } from '../chain/dev/errors.ts';
import { FeeError } from '../chain/fees/errors.ts';
import { ForkChoiceError, type ForkChoiceErrorCode } from '../chain/forkchoice/errors.ts';
import { PoolError, type PoolErrorCode } from '../chain/pool/errors.ts';
import { DecodeError } from '../chain/rlp/errors.ts';
import { SimulationError, type SimulationErrorCode } from '../chain/simulate/errors.ts';
import { AddressError } from '../chain/transaction/native/errors.ts';
import { UnknownAccountError } from '../chain/wallet/errors.ts';
import { StateUnavailableError } from '../storage/errors.ts';
import { BlockExecutionError } from '../vm/block/errors.ts';
import { ExecutionTimeoutError } from '../vm/errors.ts';
import type { HaltReason } from '../vm/haltReason.ts';
import { TransactionError, type TransactionErrorCode } from '../vm/transaction/errors.ts';
import { CODE, RevertError, RpcError } from './errors.ts';
import { TraceError } from './trace/errors.ts';

/** A JSON-RPC error object. */
export interface ErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** How eth_simulateV1 tells of a call that halted (execution-apis). */
export function simulatedHaltError(halt: HaltReason, returnData: Uint8Array): ErrorObject {
  if (halt === 'revert') return errorObject(new RevertError(returnData));
  return { code: CODE.simulatedHalt, message: halt };
}

/**
 * Errors of the floors below whose text is for the caller, with the number each goes by. They are known by their class;
 * their texts are geth's where geth has such an error.
 */
const FOREIGN: readonly (readonly [new (...parameters: never[]) => Error, number])[] = [
  [StateUnavailableError, CODE.server],
  [DecodeError, CODE.server],
  [AddressError, CODE.invalidParams],
  [ChainError, CODE.server],
  [PoolError, CODE.server],
  [FeeError, CODE.server],
  [UnknownAccountError, CODE.server],
  [DevError, CODE.server],
  [TransactionError, CODE.server],
  [BlockExecutionError, CODE.server],
  [CallError, CODE.server],
  [TraceError, CODE.server],
];

/** The Engine API's numbers for what a fork choice refuses. */
const FORK_CHOICE_CODE: Readonly<Record<ForkChoiceErrorCode, number>> = {
  'invalid-state': CODE.invalidForkChoice,
  'invalid-attributes': CODE.invalidAttributes,
  'unknown-payload': CODE.unknownPayload,
};

/** The numbers of the execution-apis specification for simulations that are refused. */
const SIMULATION_CODE: Readonly<Record<Exclude<SimulationErrorCode, 'call-refused'>, number>> = {
  'block-gas-limit': -38015,
  'block-number-order': -38020,
  'block-timestamp-order': -38021,
  'too-many-blocks': -38026,
  'too-many-calls': -38026,
};

/** The same for calls that a block would refuse; those without a number of their own are internal errors, as in geth. */
const REFUSAL_CODE: Readonly<Partial<Record<TransactionErrorCode, number>>> = {
  'nonce-too-low': -38010,
  'nonce-too-high': -38011,
  'fee-cap-too-low': -38012,
  'intrinsic-gas': -38013,
  'floor-gas': -38013,
  'insufficient-funds': -38014,
  'sender-not-eoa': -38024,
  'initcode-too-large': -38025,
  'tip-above-fee-cap': CODE.invalidParams,
  'fee-overflow': CODE.invalidParams,
};

function simulationCode({ code, cause }: SimulationError): number {
  if (code !== 'call-refused') return SIMULATION_CODE[code];
  return (cause instanceof TransactionError ? REFUSAL_CODE[cause.code] : undefined) ?? CODE.internal;
}

/**
 * What a caller is told about an error of any floor; undefined for one that nobody foresaw, which the caller of this
 * function logs and answers with INTERNAL_ERROR.
 */
export function toErrorObject(error: unknown): ErrorObject | undefined {
  if (error instanceof RpcError) return errorObject(error);
  if (error instanceof ExecutionRevertedError) return errorObject(new RevertError(error.returnData));
  if (error instanceof ForkChoiceError) return { code: FORK_CHOICE_CODE[error.code], message: error.message };
  if (error instanceof SimulationError) return { code: simulationCode(error), message: error.message };
  if (error instanceof ExecutionTimeoutError) {
    return { code: CODE.server, message: `${error.message}: the limit is --rpc-call-timeout` };
  }
  for (const [kind, code] of FOREIGN) {
    if (error instanceof kind) return { code, message: `${error.message}${flagOf(error)}` };
  }
  return undefined;
}

/** The flag that sets the limit which an error of the floors below tells of. */
function flagOf(error: Error): string {
  const flag =
    (error instanceof PoolError && POOL_FLAG[error.code]) ||
    (error instanceof CallError && error.code === 'gas-exceeds-cap' && '--rpc-call-gas');
  return flag ? ` (${flag})` : '';
}

const POOL_FLAG: Readonly<Partial<Record<PoolErrorCode, string>>> = {
  'pool-full': '--pool-slots, --pool-queue',
  'account-limit': '--pool-account-slots, --pool-account-queue',
  'price-below-minimum': '--min-tip',
};

function errorObject(error: RpcError): ErrorObject {
  return error.data === undefined
    ? { code: error.code, message: error.message }
    : { code: error.code, message: error.message, data: error.data };
}

/** Told to the caller when something broke inside; the details are in the node's log only. */
export const INTERNAL_ERROR: ErrorObject = { code: CODE.internal, message: 'internal error' };
