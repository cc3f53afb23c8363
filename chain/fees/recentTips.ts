import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import type { SealedHeader } from '../block/header.ts';
import { lowestTips } from './gasPrice.ts';

/** The blocks that tips are read of. */
export interface TipChain {
  head(): SealedHeader;
  blockByNumber(number: bigint): Block | undefined;
}

interface BlockTips {
  readonly hash: Uint8Array;
  /** wei per gas, ascending */
  readonly tips: readonly bigint[];
}

/** The lowest tips of the newest blocks. From one head to the next only the new block is read. */
export class RecentTips {
  /** newest last */
  #known: BlockTips[] = [];

  constructor(
    private readonly chain: TipChain,
    /** how many blocks, and the tip in wei per gas below which a transaction is no sample */
    private readonly options: { readonly blocks: number; readonly ignoreBelow: bigint },
  ) {}

  /** The tips of each block up to the head, in no order. */
  tips(): readonly (readonly bigint[])[] {
    const { header, hash } = this.chain.head();
    const last = this.#known.at(-1);
    if (last === undefined || !equalBytes(last.hash, hash)) {
      const follows = last !== undefined && equalBytes(last.hash, header.parentHash);
      if (follows)
        this.#known = [...this.#known, ...this.#read(header.number, 1)].slice(-this.options.blocks);
      else this.#known = this.#read(header.number, this.options.blocks);
    }
    return this.#known.map(({ tips }) => tips);
  }

  #read(newest: bigint, count: number): BlockTips[] {
    const read: BlockTips[] = [];
    for (let number = newest; number >= 0n && read.length < count; number--) {
      const block = this.chain.blockByNumber(number);
      if (block !== undefined)
        read.push({ hash: block.hash, tips: lowestTips(block, this.options.ignoreBelow) });
    }
    return read.reverse();
  }
}
