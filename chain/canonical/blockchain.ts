import type { MarkerName } from '../../storage/blocks/blocks.ts';
import { type BytesKey, equalBytes, toHex, toKey } from '../../storage/encoding/bytes.ts';
import type { Store } from '../../storage/store.ts';
import type { Block } from '../block/block.ts';
import { ancestorHashes } from '../build/ancestors.ts';
import type { ExecutionParts } from '../build/blockRun.ts';
import { type BuildAttributes, buildBlock, type TransactionSource } from '../build/build.ts';
import type { ExecutedBlock } from '../build/executedBlock.ts';
import type { Genesis } from '../genesis/parse.ts';
import { BlockError } from '../validate/errors.ts';
import { rulesOfChild } from '../validate/header.ts';
import { WriteLock } from '../writeLock.ts';
import { Branch } from './branch.ts';
import { ChainReader } from './chainReader.ts';
import { ChainError } from './errors.ts';
import { HeadEvents, type HeadListener } from './events.ts';
import type { MinedLog } from './mined.ts';
import { openChain } from './openChain.ts';
import { checkSegment, commitSegment, type SegmentParts, validateBlock } from './segment.ts';
import { toStoredBlock } from './storedBlock.ts';

/** How a chain is opened. */
export interface BlockchainOptions {
  /** What an empty store begins with; a store that has a chain must begin with the same. */
  readonly genesis?: Genesis | undefined;
}

/** What the chain works with; made and closed by the program. */
export interface BlockchainParts extends Omit<ExecutionParts, 'stateRoot'> {
  readonly store: Store;
  /** Hears what a listener of head changes throws. */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
}

/** What became of an imported block. */
export type ImportStatus = 'known' | 'extended' | 'side' | 'reorganised';

/** Invalid blocks remembered, so that what is built on them is refused at once. */
const REMEMBERED_INVALID = 256;

/**
 * The chain: canonical reads, and the three ways in which it changes.
 *
 *   append     a block that this node has built     commit → announce
 *   import     a block from outside                 validate → execute → compare → commit → announce, perhaps after unwinding
 *   unwind     back to an earlier block             one transaction → announce
 *
 * Whoever builds and appends, unwinds or edits holds `lock` meanwhile; imports take it themselves.
 */
export class Blockchain extends ChainReader {
  /** Every change of the chain runs under it. */
  readonly lock = new WriteLock();
  readonly #parts: BlockchainParts;
  readonly #segments: SegmentParts;
  readonly #events: HeadEvents;
  readonly #invalid = new Set<BytesKey>();

  private constructor(genesis: Genesis | undefined, parts: BlockchainParts) {
    super(openChain(parts.store, genesis), parts.store);
    this.#parts = parts;
    // Tracers watch blocks that are made, not those that are checked.
    this.#segments = { chain: this, store: parts.store, execution: { ...parts, tracerFor: undefined } };
    this.#events = new HeadEvents(parts.onListenerError ?? (() => undefined));
  }

  /** Opens the chain of a store. Throws ChainError, GenesisError. */
  static open(options: BlockchainOptions, parts: BlockchainParts): Blockchain {
    return new Blockchain(options.genesis, parts);
  }

  /** Calls `listener` after every change of the head, once it is committed. Returns the function that ends it. */
  onHead(listener: HeadListener): () => void {
    return this.#events.subscribe(listener);
  }

  /** Builds a block on the head without storing it. Throws BlockExecutionError. */
  build(attributes: BuildAttributes, source: TransactionSource): Promise<ExecutedBlock> {
    const head = this.head();
    const parent = new Branch(this).parent(head.hash);
    if (parent === undefined) throw new ChainError('unknown-block', 'the head has no total difficulty');
    const child = { number: head.header.number + 1n, timestamp: attributes.timestamp };
    const base = {
      parent: head,
      parentHasOmmers: parent.hasOmmers,
      rules: rulesOfChild(this.config, parent, child),
      state: this.store.stateAt(head.header.number),
      blockHash: ancestorHashes(head, (hash) => this.headerByHash(hash)?.header),
    };
    return buildBlock(base, attributes, source, {
      ...this.#parts,
      computeRoot: (changes) => this.store.computeRoot(changes),
    });
  }

  /** Commits a block built on the head and announces it. Throws ChainError when the head has moved since. */
  append({ block, receipts, update }: ExecutedBlock): void {
    const head = this.head();
    if (!equalBytes(head.hash, block.header.parentHash)) {
      throw new ChainError('not-on-head', `block ${block.header.number} was built on another head`);
    }
    const totalDifficulty = (this.totalDifficulty(head.hash) ?? 0n) + block.header.difficulty;
    this.store.commitBlock(toStoredBlock(block, receipts, totalDifficulty), update);
    this.#events.announce({ added: [block], removed: [], removedLogs: [] });
  }

  /** Imports one block. Throws BlockError when it is not valid, and nothing has changed. */
  async importBlock(block: Block): Promise<ImportStatus> {
    return this.lock.run(() => this.#import(block));
  }

  /**
   * Imports blocks of which each is the child of the one before, in one transaction where they extend the head. Answers
   * how many were new. Throws BlockError for the first that is not valid; those before it are kept.
   */
  async importBlocks(blocks: readonly Block[]): Promise<number> {
    return this.lock.run(async () => {
      const fresh = blocks.filter(({ hash }) => !this.isCanonical(hash));
      const first = fresh[0];
      if (first === undefined) return 0;
      if (equalBytes(first.header.parentHash, this.head().hash)) {
        await this.#extend(fresh);
        return fresh.length;
      }
      for (const block of fresh) await this.#import(block);
      return fresh.length;
    });
  }

  /** Makes a known block the head: unwinds to it, or executes its branch. The caller holds the lock. */
  async reorgTo(hash: Uint8Array): Promise<void> {
    const target = this.headerByHash(hash);
    if (target === undefined) throw new ChainError('unknown-block', `no block ${toHex(hash)}`);
    if (this.isCanonical(hash)) this.unwindTo(target.header.number);
    else await this.#adopt(this.#branchTo(hash));
  }

  /** Makes block `number` the head again and drops edits made since. The caller holds the lock. Throws StateUnavailableError. */
  unwindTo(number: bigint): void {
    const removed = this.#canonicalAfter(number);
    const removedLogs = this.#logsOf(removed);
    this.store.unwind(number);
    if (removed.length > 0) this.#events.announce({ added: [], removed, removedLogs });
  }

  /** Marks a canonical block as safe or final. */
  mark(name: MarkerName, hash: Uint8Array): void {
    if (!this.isCanonical(hash)) throw new ChainError('unknown-block', `no canonical block ${toHex(hash)}`);
    this.store.blocks.setMarker(name, hash);
  }

  async #import(block: Block): Promise<ImportStatus> {
    if (this.isCanonical(block.hash)) return 'known';
    this.#refuseInvalid(block);
    if (equalBytes(block.header.parentHash, this.head().hash)) {
      await this.#extend([block]);
      return 'extended';
    }
    if (this.store.blocks.number(block.hash) !== undefined) return 'known';
    const { parent } = validateBlock(block, new Branch(this), this);
    const totalDifficulty = parent.totalDifficulty + block.header.difficulty;
    if (this.#isBetter(block, totalDifficulty)) {
      await this.#adopt([...this.#branchTo(block.header.parentHash), block]);
      return 'reorganised';
    }
    this.store.blocks.putSideBlock(toStoredBlock(block, undefined, totalDifficulty));
    return 'side';
  }

  /** Before the merge the chain with more work wins, after it the longer one; of equals, the one that came first. */
  #isBetter(block: Block, totalDifficulty: bigint): boolean {
    const head = this.head();
    const work = this.totalDifficulty(head.hash) ?? 0n;
    if (totalDifficulty !== work) return totalDifficulty > work;
    return block.header.difficulty === 0n && block.header.number > head.header.number;
  }

  async #extend(blocks: readonly Block[]): Promise<void> {
    const head = this.head().header.number;
    const { checked, failure } = await checkSegment(blocks, head, this.#segments);
    let committed = checked;
    let refused = failure;
    try {
      commitSegment(checked, head, this.#segments);
    } catch (error) {
      // A state root is wrong: the blocks before it are good.
      if (!(error instanceof BlockError)) throw error;
      committed = checked.slice(0, Number(error.number - head) - 1);
      refused = error;
      commitSegment(committed, head, this.#segments);
    }
    const added = committed.map(({ block }) => block);
    if (added.length > 0) this.#events.announce({ added, removed: [], removedLogs: [] });
    if (refused !== undefined) throw this.#remember(refused);
  }

  /** Replaces what stands on the branch's ancestor by the branch, all or nothing. */
  async #adopt(branch: readonly Block[]): Promise<void> {
    const first = branch[0];
    if (first === undefined) return;
    const ancestor = first.header.number - 1n;
    const { checked, failure } = await checkSegment(branch, ancestor, this.#segments);
    if (failure !== undefined) throw this.#remember(failure);
    const removed = this.#canonicalAfter(ancestor);
    const removedLogs = this.#logsOf(removed);
    try {
      commitSegment(checked, ancestor, this.#segments);
    } catch (error) {
      throw this.#remember(error);
    }
    this.#events.announce({ added: branch, removed, removedLogs });
  }

  /** The side blocks from the canonical chain up to `tip`, oldest first. */
  #branchTo(tip: Uint8Array): Block[] {
    const branch: Block[] = [];
    for (let hash = tip; !this.isCanonical(hash); ) {
      const block = this.blockByHash(hash);
      if (block === undefined) throw new ChainError('unknown-block', `no block ${toHex(hash)}`);
      branch.unshift(block);
      hash = block.header.parentHash;
    }
    return branch;
  }

  /** The canonical blocks above `number`, newest first. */
  #canonicalAfter(number: bigint): Block[] {
    const blocks: Block[] = [];
    for (let at = this.head().header.number; at > number; at--) {
      const block = this.blockByNumber(at);
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  #logsOf(blocks: readonly Block[]): MinedLog[] {
    return blocks.flatMap(({ hash }) => this.logsOfBlock(hash) ?? []);
  }

  #refuseInvalid({ header, hash }: Block): void {
    if (this.#invalid.has(toKey(hash)))
      throw new BlockError('invalid-ancestor', { number: header.number, hash }, 'refused before');
    if (!this.#invalid.has(toKey(header.parentHash))) return;
    this.#remember(
      new BlockError('invalid-ancestor', { number: header.number, hash }, 'built on an invalid block'),
    );
    throw new BlockError('invalid-ancestor', { number: header.number, hash }, 'built on an invalid block');
  }

  #remember(error: unknown): unknown {
    if (!(error instanceof BlockError)) return error;
    this.#invalid.add(toKey(error.hash));
    const oldest = this.#invalid.values().next().value;
    if (this.#invalid.size > REMEMBERED_INVALID && oldest !== undefined) this.#invalid.delete(oldest);
    return error;
  }
}
