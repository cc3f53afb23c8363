import type { CallRequest } from '../chain/call/request.ts';
import type { Transaction } from '../chain/transaction/transaction.ts';

/** The signed transaction as a message of its sender. */
export function asCall(transaction: Transaction): CallRequest {
  const { type, sender, to, gasLimit, maxFeePerGas, maxPriorityFeePerGas, value, nonce, data } = transaction;
  const fees = type < 2 ? { gasPrice: maxFeePerGas } : { maxFeePerGas, maxPriorityFeePerGas };
  return {
    type,
    from: sender,
    to,
    gas: gasLimit,
    ...fees,
    maxFeePerBlobGas: transaction.maxFeePerBlobGas,
    value,
    nonce,
    data,
    accessList: transaction.accessList,
    blobHashes: type === 3 ? transaction.blobHashes : undefined,
    authorizations: type === 4 ? transaction.authorizations : undefined,
  };
}
