import { CallError, type CallErrorCode } from '../chain/call/errors.ts';
import type { CallRequest } from '../chain/call/request.ts';
import type { CallOptions } from '../chain/call/setting.ts';
import type { NodeContext } from './context.ts';
import { toErrorObject } from './errorObject.ts';
import { RpcError } from './errors.ts';

/** A call that fails whatever gas it has. */
const FAILED: ReadonlySet<CallErrorCode> = new Set(['halted', 'gas-exceeds-allowance', 'gas-exceeds-cap']);

/**
 * The least gas with which a call succeeds. In dev mode the error of a call that fails without a revert has empty data, as that of
 * eth_call has (haltError): Hardhat's matchers know a failed transaction by it, and most are found out here.
 */
export async function estimateGas(
  request: CallRequest,
  options: CallOptions,
  { calls, dev }: Pick<NodeContext, 'calls' | 'dev'>,
): Promise<bigint> {
  try {
    return await calls.estimateGas(request, options);
  } catch (error) {
    if (dev === undefined || !(error instanceof CallError) || !FAILED.has(error.code)) throw error;
    const told = toErrorObject(error);
    throw told === undefined ? error : new RpcError(told.code, told.message, '0x');
  }
}
