import { NATIVE_TYPE, type Transaction } from '../transaction.ts';
import type { SignedNativeFields } from './encode.ts';

/** The transaction with these checked fields: the shape that every type shares. */
export function nativeTransaction(
  fields: SignedNativeFields,
  raw: Uint8Array,
  hash: Uint8Array,
  sender: Uint8Array,
): Transaction {
  const { kind, publicKey, signature } = fields;
  return {
    type: NATIVE_TYPE,
    hash,
    sender,
    chainId: fields.chainId,
    nonce: fields.nonce,
    gasLimit: fields.gasLimit,
    maxFeePerGas: fields.maxFeePerGas,
    maxPriorityFeePerGas: fields.maxPriorityFeePerGas,
    to: fields.to,
    value: fields.value,
    data: fields.data,
    accessList: [],
    maxFeePerBlobGas: undefined,
    blobHashes: [],
    authorizations: [],
    v: 0n,
    r: 0n,
    s: 0n,
    native: { kind, publicKey, signature },
    raw,
  };
}
