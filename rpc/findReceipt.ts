import type { NodeContext } from './context.ts';
import { receiptText } from './format/receiptText.ts';
import { JsonText } from './jsonText.ts';

/** The receipt of a transaction of the canonical chain, as JSON; undefined when it is not in it. */
export function findReceipt(hash: Uint8Array, { chain }: NodeContext): JsonText | undefined {
  const mined = chain.transaction(hash);
  if (mined === undefined) return undefined;
  const { block, transaction, index } = mined;
  const found = chain.receipt(block.hash, index);
  if (found === undefined) return undefined;
  const { receipt, firstLog } = found;
  return new JsonText(receiptText({ block, receipt, transaction, index, firstLog }));
}
