import { type BytesKey, equalBytes, fromKey } from '../../storage/encoding/bytes.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { TransactionError } from '../../vm/transaction/errors.ts';
import type { SealedHeader } from '../block/header.ts';
import type { BuildAttributes, TransactionSource } from '../build/build.ts';
import type { ExecutedBlock } from '../build/executedBlock.ts';
import type { TransactionPool } from '../pool/pool.ts';
import type { TransactionOrder } from '../pool/selection.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { NextBlock } from './nextBlock.ts';
import { listSource, poolSource } from './source.ts';

/** What block making needs of the chain. */
export interface BlockMakerChain {
  head(): SealedHeader;
  /** Builds on the head. Neither stores nor announces. `traced`: the block is to be kept, dev mode prints what it logs. */
  build(
    rules: Rules,
    attributes: BuildAttributes,
    source: TransactionSource,
    traced: boolean,
  ): Promise<ExecutedBlock>;
  /** Commits, then announces. */
  append(executed: ExecutedBlock): void;
}

/** What the maker works with. */
export interface BlockMakerParts {
  readonly chain: BlockMakerChain;
  readonly pool: TransactionPool;
  readonly next: NextBlock;
}

/** What is wanted of one block. */
export interface BlockWish {
  /** seconds; undefined: the clock's */
  readonly timestamp?: bigint | undefined;
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
  #preview: { readonly key: PreviewKey; readonly executed: ExecutedBlock } | undefined;

  constructor(
    private readonly options: { readonly order: TransactionOrder },
    private readonly parts: BlockMakerParts,
  ) {}

  get order(): TransactionOrder {
    return this.options.order;
  }

  /** Makes the next block, commits and announces it. When it fails, chain and pool are as before. */
  async make(wish: BlockWish): Promise<MadeBlock> {
    const { chain, pool, next } = this.parts;
    const parent = chain.head().header;
    const attributes = next.attributes(wish.timestamp);
    const source = poolSource(pool.select(this.options.order, attributes));
    const given = wish.transactions === undefined ? source : listSource(wish.transactions);
    if (!wish.keepEmpty && given.peek() === undefined) return NOTHING;
    const executed = await chain.build(attributes.rules, attributes, given, true);
    const isWanted = wish.keepEmpty || executed.block.transactions.length > 0;
    if (isWanted) {
      next.made(attributes, parent.timestamp);
      chain.append(executed);
    }
    for (const hash of source.refused.keys()) pool.remove(fromKey(hash));
    return { executed: isWanted ? executed : undefined, refused: source.refused };
  }

  /** The block that would be made now; made again only when something has changed. */
  async preview(): Promise<ExecutedBlock> {
    const { chain, pool, next } = this.parts;
    const key = { head: chain.head().hash, pool: pool.version, next: next.version };
    if (this.#preview !== undefined && sameKey(this.#preview.key, key)) return this.#preview.executed;
    const attributes = next.attributes();
    const source = poolSource(pool.select(this.options.order, attributes));
    const executed = await chain.build(attributes.rules, attributes, source, false);
    this.#preview = { key, executed };
    return executed;
  }
}

interface PreviewKey {
  readonly head: Uint8Array;
  readonly pool: number;
  readonly next: number;
}

function sameKey(a: PreviewKey, b: PreviewKey): boolean {
  return a.pool === b.pool && a.next === b.next && equalBytes(a.head, b.head);
}
