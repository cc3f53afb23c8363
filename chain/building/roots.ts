import type { Block } from '../block/block.ts';
import { withdrawalItems } from '../block/blockCodec.ts';
import type { Header } from '../block/header.ts';
import { bloomOfReceipts } from '../receipt/bloom.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { encodeReceipt } from '../receipt/receiptCodec.ts';
import { encodeRlp } from '../rlp/encode.ts';
import { orderedTrieRoot } from '../trieRoot.ts';

/** The header's `transactionsRoot`. */
export function transactionsRoot(transactions: Block['transactions']): Uint8Array {
  return orderedTrieRoot(transactions.map(({ raw }) => raw));
}

/** The header's `withdrawalsRoot` (EIP-4895). */
export function withdrawalsRoot(withdrawals: NonNullable<Block['withdrawals']>): Uint8Array {
  return orderedTrieRoot(withdrawals.map((withdrawal) => encodeRlp(withdrawalItems(withdrawal))));
}

/** What a header says of the block's receipts. */
export function receiptFields(
  receipts: readonly Receipt[],
): Pick<Header, 'receiptsRoot' | 'logsBloom' | 'gasUsed'> {
  return {
    receiptsRoot: orderedTrieRoot(receipts.map(encodeReceipt)),
    logsBloom: bloomOfReceipts(receipts),
    gasUsed: receipts.at(-1)?.cumulativeGasUsed ?? 0n,
  };
}
