import type { Header, SealedHeader } from '../../chain/block/header.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';

/** What transactions, receipts and logs repeat of their block. */
export interface BlockWords {
  readonly blockHash: string;
  readonly blockNumber: string;
  readonly blockTimestamp: string;
}

let lastHeader: Header | undefined;
let lastWords: BlockWords | undefined;

/** Those words; what was just written for this block is not written again. */
export function blockWords({ header, hash }: SealedHeader): BlockWords {
  if (lastWords === undefined || header !== lastHeader) {
    lastHeader = header;
    lastWords = {
      blockHash: toHex(hash),
      blockNumber: quantityHex(header.number),
      blockTimestamp: quantityHex(header.timestamp),
    };
  }
  return lastWords;
}
