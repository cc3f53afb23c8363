import type { CallRequest } from '../chain/call/request.ts';
import type { Transaction } from '../chain/transaction/transaction.ts';
import type { NodeContext } from './context.ts';
import { InvalidParamsError } from './errors.ts';
import { fillTransaction } from './fillTransaction.ts';

/**
 * Fills in, signs and submits a transaction of this sender, who need not have a key here where it is impersonated. Throws as
 * fillTransaction and the pool do, and UnknownAccountError.
 */
export async function sendFrom(
  from: Uint8Array,
  request: CallRequest,
  context: NodeContext,
): Promise<Transaction> {
  const { wallet, pool, dev } = context;
  if (request.blobHashes !== undefined) {
    throw new InvalidParamsError(
      'blob transactions carry their blobs: sign it and use eth_sendRawTransaction',
    );
  }
  const filled = await fillTransaction(request, from, context);
  if (!wallet.has(from) && dev?.isImpersonated(from) === true) return dev.submitUnsigned(filled);
  const { raw, sender } = wallet.signTransaction(filled);
  return pool.submitRaw(raw, sender);
}
