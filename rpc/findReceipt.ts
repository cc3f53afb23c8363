import type { NodeContext } from './context.ts';
import { formatReceipt } from './format/receipt.ts';

/** The receipt of a transaction of the canonical chain, formatted; undefined when it is not in it. */
export function findReceipt(hash: Uint8Array, { chain }: NodeContext) {
  const mined = chain.transaction(hash);
  const found = mined && chain.receipt(mined.block.hash, mined.index);
  return found && formatReceipt({ ...mined, ...found });
}
