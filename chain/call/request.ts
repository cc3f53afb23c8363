import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import type { AccessListEntry, Authorization } from '../transaction/transaction.ts';
import { CallError } from './errors.ts';

/** A call object, parsed. Absent fields are undefined. */
export interface CallRequest {
  readonly from?: Uint8Array | undefined;
  readonly to?: Uint8Array | undefined;
  readonly gas?: bigint | undefined;
  readonly gasPrice?: bigint | undefined;
  readonly maxFeePerGas?: bigint | undefined;
  readonly maxPriorityFeePerGas?: bigint | undefined;
  readonly maxFeePerBlobGas?: bigint | undefined;
  readonly value?: bigint | undefined;
  readonly nonce?: bigint | undefined;
  readonly data?: Uint8Array | undefined;
  readonly accessList?: readonly AccessListEntry[] | undefined;
  readonly blobHashes?: readonly Uint8Array[] | undefined;
  readonly authorizations?: readonly Authorization[] | undefined;
  readonly chainId?: bigint | undefined;
  readonly type?: number | undefined;
}

const ZERO_ADDRESS = new Uint8Array(20);
const NO_DATA = new Uint8Array(0);

/**
 * The message that a call object asks for: nobody sends it, and it pays nothing, unless it says otherwise. `gasCap`
 * bounds its gas. Throws CallError where it contradicts itself or names another chain.
 */
export function toExecutable(request: CallRequest, gasCap: bigint, chainId: bigint): ExecutableTransaction {
  requireConsistent(request, chainId);
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request;
  return {
    type: typeOf(request),
    sender: request.from ?? ZERO_ADDRESS,
    nonce: request.nonce ?? 0n,
    gasLimit: request.gas === undefined || request.gas > gasCap ? gasCap : request.gas,
    maxFeePerGas: gasPrice ?? maxFeePerGas ?? 0n,
    maxPriorityFeePerGas: gasPrice ?? maxPriorityFeePerGas ?? 0n,
    to: request.to,
    value: request.value ?? 0n,
    data: request.data ?? NO_DATA,
    accessList: request.accessList ?? [],
    maxFeePerBlobGas: request.maxFeePerBlobGas,
    blobHashes: request.blobHashes ?? [],
    authorizations: request.authorizations ?? [],
  };
}

/** Throws CallError where a call names prices of both styles, or another chain. */
export function requireConsistent(request: CallRequest, chainId: bigint): void {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request;
  if (gasPrice !== undefined && (maxFeePerGas !== undefined || maxPriorityFeePerGas !== undefined)) {
    const text = 'both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified';
    throw new CallError('fee-conflict', text);
  }
  if (request.chainId !== undefined && request.chainId !== chainId) {
    throw new CallError(
      'chain-id',
      `chainId does not match node's (have=${request.chainId}, want=${chainId})`,
    );
  }
}

/** The least type that has the fields given: an explicit type says no more than they do. */
function typeOf(request: CallRequest): number {
  if (request.authorizations !== undefined) return 4;
  if (request.blobHashes !== undefined) return 3;
  if (request.maxFeePerGas !== undefined || request.maxPriorityFeePerGas !== undefined) return 2;
  return request.accessList === undefined ? 0 : 1;
}
