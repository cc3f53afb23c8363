import type { NodeContext } from './context.ts';
import { formatReceiptAt } from './format/receipt.ts';

/** The receipt of a transaction of the canonical chain, formatted; undefined when it is not in it. */
export function findReceipt(hash: Uint8Array, { chain }: NodeContext) {
  const mined = chain.transaction(hash);
  if (mined === undefined) return undefined;
  const block = chain.blockByHash(mined.block.hash);
  const receipts = chain.receipts(mined.block.hash);
  if (block === undefined || receipts === undefined) return undefined;
  return formatReceiptAt({ block, receipts }, mined.index);
}
