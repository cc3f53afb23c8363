import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { MinedReceipt } from './mined.ts';
import { type CacheCounts, Recent } from './recent.ts';

/** Transactions kept decoded, some 10 MB: clients ask again and again for the newest. */
const TRANSACTIONS = 8192;
/** What a block, or its receipts, take beside its transactions: as much memory as so many of them. */
const OWN_WEIGHT = 8;

interface KeptBlock {
  readonly block: Block;
  /** bytes of the encoded block, once somebody has asked */
  size: number | undefined;
}

interface BlockReceipts {
  readonly receipts: readonly Receipt[];
  /** the block's logs before each transaction's */
  readonly firstLogs: readonly number[];
}

/** The blocks that were made or read last, decoded. They are found by hash and never change. */
export class DecodedBlocks {
  readonly #blocks = new Recent<BytesKey, KeptBlock>(
    TRANSACTIONS,
    ({ block }) => block.transactions.length + OWN_WEIGHT,
  );
  readonly #receipts = new Recent<BytesKey, BlockReceipts>(
    TRANSACTIONS,
    ({ receipts }) => receipts.length + OWN_WEIGHT,
  );

  /** A block just made need not be decoded to be read. */
  keep(block: Block, receipts: readonly Receipt[]): void {
    this.#blocks.set(toKey(block.hash), { block, size: undefined });
    this.#receipts.set(toKey(block.hash), withFirstLogs(receipts));
  }

  /** The block, decoded by `decode` where it is not at hand. */
  block(hash: Uint8Array, decode: () => Block | undefined): Block | undefined {
    const entry = this.#blocks.get(toKey(hash), () => {
      const block = decode();
      return block && { block, size: undefined };
    });
    return entry?.block;
  }

  /** Bytes of the encoded block, counted by `count` where they have not been; kept as long as the block is. */
  size(hash: Uint8Array, count: () => number | undefined): number | undefined {
    const entry = this.#blocks.peek(toKey(hash));
    if (entry === undefined) return count();
    entry.size ??= count();
    return entry.size;
  }

  /** Its receipts, decoded by `decode` where they are not at hand. */
  receipts(hash: Uint8Array, decode: () => readonly Receipt[] | undefined): readonly Receipt[] | undefined {
    const entry = this.#receipts.get(toKey(hash), () => {
      const receipts = decode();
      return receipts && withFirstLogs(receipts);
    });
    return entry?.receipts;
  }

  /** What each cache was good for, by its name. */
  counts(): Readonly<Record<string, CacheCounts>> {
    return { blocks: this.#blocks.counts(), receipts: this.#receipts.counts() };
  }

  /** The block where it is at hand. */
  blockAtHand(hash: Uint8Array): Block | undefined {
    return this.#blocks.peek(toKey(hash))?.block;
  }

  /** Its receipts where they are at hand. */
  receiptsAtHand(hash: Uint8Array): readonly Receipt[] | undefined {
    return this.#receipts.peek(toKey(hash))?.receipts;
  }

  /** One of its receipts where they are at hand. */
  receiptAtHand(hash: Uint8Array, index: number): MinedReceipt | undefined {
    const entry = this.#receipts.peek(toKey(hash));
    const receipt = entry?.receipts[index];
    return receipt && { receipt, firstLog: entry?.firstLogs[index] ?? 0 };
  }
}

function withFirstLogs(receipts: readonly Receipt[]): BlockReceipts {
  const firstLogs: number[] = [];
  let count = 0;
  for (const { logs } of receipts) {
    firstLogs.push(count);
    count += logs.length;
  }
  return { receipts, firstLogs };
}
