import { type BytesKey, fromKey } from '../../storage/encoding/bytes.ts';
import type { TransactionError } from '../../vm/transaction/errors.ts';
import type { Block } from '../block/block.ts';
import type { ExecutedBlock } from '../building/executedBlock.ts';
import type { Blockchain } from '../canonical/blockchain.ts';
import type { EditHistory } from '../dev/editHistory.ts';
import type { TransactionPool } from '../pool/pool.ts';
import type { SelectionFees, TransactionOrder } from '../pool/selection.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { NextBlock, NextBlockAttributes } from './nextBlock.ts';
import { Preview } from './preview.ts';
import { listSource, type PoolSource, poolSource } from './source.ts';

/** How blocks are filled. */
export interface BlockMakerOptions {
  readonly order: TransactionOrder;
  /** transactions in one block; undefined: as many as fit */
  readonly maxTransactions?: number | undefined;
}

/** What the maker works with. */
export interface BlockMakerParts {
  readonly chain: Blockchain;
  readonly pool: TransactionPool;
  readonly next: NextBlock;
  /** Dev mode: keeps what was edited before each block. */
  readonly edits?: EditHistory | undefined;
  /** Told of each block that was made and committed, and how long that took. */
  readonly onMade?: ((block: Block, milliseconds: number) => void) | undefined;
}

/** What is wanted of one block. */
export interface BlockWish {
  /** Whether a block without transactions is wanted. */
  readonly keepEmpty: boolean;
  /** In place of the pool's. */
  readonly transactions?: readonly Transaction[] | undefined;
}

/** What came of it. */
export interface MadeBlock {
  /** undefined: it would have been empty */
  readonly executed: ExecutedBlock | undefined;
  /** Transactions that could not be executed, by hash key; the pool has dropped them. */
  readonly refused: ReadonlyMap<BytesKey, TransactionError>;
}

const NOTHING: MadeBlock = { executed: undefined, refused: new Map() };

/** Makes blocks from the pool on top of the head. Whoever calls it holds the chain's write lock. */
export class BlockMaker {
  #preview:
    | { readonly attributes: NextBlockAttributes; readonly pool: number; readonly made: Preview }
    | undefined;

  constructor(
    private readonly options: BlockMakerOptions,
    private readonly parts: BlockMakerParts,
  ) {}

  get order(): TransactionOrder {
    return this.options.order;
  }

  /** Makes the next block, commits and announces it. When it fails, chain and pool are as before. */
  async make(wish: BlockWish): Promise<MadeBlock> {
    const { chain, pool, next, onMade } = this.parts;
    const began = performance.now();
    const parent = chain.head().header;
    const attributes = next.attributes();
    const source = this.#source(attributes);
    const given = wish.transactions === undefined ? source : listSource(wish.transactions);
    if (!wish.keepEmpty && given.peek() === undefined) return NOTHING;
    const executed = await chain.build(attributes, given);
    const isWanted = wish.keepEmpty || executed.block.transactions.length > 0;
    if (isWanted) {
      this.parts.edits?.keepFor(executed.block.hash);
      next.made(attributes, parent.timestamp);
      chain.append(executed);
      onMade?.(executed.block, performance.now() - began);
    }
    for (const hash of source.refused.keys()) pool.remove(fromKey(hash));
    return { executed: isWanted ? executed : undefined, refused: source.refused };
  }

  /** The block that would be made now; made again only when something has changed. */
  async preview(): Promise<Preview> {
    const { chain, pool, next } = this.parts;
    // These are another object with another head, wish or second: what waits for a time can be called when it has come.
    const attributes = next.attributes();
    const { version } = pool;
    const known = this.#preview;
    if (known !== undefined && known.attributes === attributes && known.pool === version) return known.made;
    const source = this.#source(attributes);
    const made = new Preview(await chain.draft(attributes, source));
    this.#preview = { attributes, pool: version, made };
    return made;
  }

  #source(fees: SelectionFees): PoolSource {
    return poolSource(this.parts.pool.select(this.options.order, fees), this.options.maxTransactions);
  }
}
