import { type CallRequest, requireConsistent } from '../call/request.ts';
import { unsignedTransaction } from '../transaction/sign.ts';
import type { EthereumType, Transaction } from '../transaction/transaction.ts';

/** What a call object leaves open. */
export interface CallDefaults {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  /** False before London: a price is then all there is. */
  readonly hasBaseFee: boolean;
}

const ZERO_ADDRESS = new Uint8Array(20);
const NO_DATA = new Uint8Array(0);

/** The unsigned transaction that a simulated call stands for. Throws CallError where the call contradicts itself. */
export function callTransaction(call: CallRequest, defaults: CallDefaults): Transaction {
  requireConsistent(call, defaults.chainId);
  const { maxFeePerGas, maxPriorityFeePerGas } = call;
  const gasPrice = call.gasPrice ?? (defaults.hasBaseFee ? undefined : 0n);
  const type = gasPrice === undefined ? typeOf(call) : 0;
  const fields = {
    type,
    // an unsigned legacy transaction names no chain
    chainId: type === 0 ? undefined : defaults.chainId,
    nonce: call.nonce ?? defaults.nonce,
    gasLimit: defaults.gasLimit,
    maxFeePerGas: gasPrice ?? maxFeePerGas ?? 0n,
    maxPriorityFeePerGas: gasPrice ?? maxPriorityFeePerGas ?? 0n,
    to: call.to,
    value: call.value ?? 0n,
    data: call.data ?? NO_DATA,
    accessList: call.accessList ?? [],
    maxFeePerBlobGas: type === 3 ? (call.maxFeePerBlobGas ?? 0n) : undefined,
    blobHashes: call.blobHashes,
    authorizations: call.authorizations,
  };
  return unsignedTransaction(fields, call.from ?? ZERO_ADDRESS);
}

/** What a call is that has no gas price, which would make it a legacy one: both fees are 0 unless given. */
function typeOf(call: CallRequest): EthereumType {
  if (call.authorizations !== undefined) return 4;
  return call.blobHashes !== undefined ? 3 : 2;
}
