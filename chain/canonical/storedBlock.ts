import type { StoredBlock } from '../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import { encodeBody } from '../block/bodyRecord.ts';
import { encodeHeader } from '../block/headerCodec.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { encodeReceipts } from '../receipt/receiptsRecord.ts';

/** A block as the store takes it. Without receipts: a side block that has not been executed. */
export function toStoredBlock(
  block: Block,
  receipts: readonly Receipt[] | undefined,
  totalDifficulty: bigint,
): StoredBlock {
  return {
    number: block.header.number,
    hash: block.hash,
    parentHash: block.header.parentHash,
    header: encodeHeader(block.header),
    body: encodeBody(block),
    receipts: receipts === undefined ? EMPTY_BYTES : encodeReceipts(receipts),
    totalDifficulty,
    transactions: block.transactions,
    logs: receipts?.flatMap(({ logs }) => logs) ?? [],
  };
}
