import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';

/** Blocks kept (geth's number). */
const LIMIT = 10;

/** Bytes of transactions in all blocks kept; a larger block pushes older ones out. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The newest blocks that were offered to this node and found to be invalid. In memory and bounded. */
export class BadBlocks {
  #blocks: readonly Block[] = [];

  add(block: Block): void {
    const others = this.#blocks.filter(({ hash }) => !equalBytes(hash, block.hash));
    const kept = [block];
    let bytes = sizeOf(block);
    for (const other of others) {
      bytes += sizeOf(other);
      if (kept.length === LIMIT || bytes > MAX_BYTES) break;
      kept.push(other);
    }
    this.#blocks = kept;
  }

  /** Newest first. */
  list(): readonly Block[] {
    return this.#blocks;
  }

  byHash(hash: Uint8Array): Block | undefined {
    return this.#blocks.find((block) => equalBytes(block.hash, hash));
  }
}

function sizeOf({ transactions }: Block): number {
  return transactions.reduce((sum, { raw }) => sum + raw.length, 0);
}
