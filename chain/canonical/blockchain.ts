import type { MarkerName } from '../../storage/blocks/blocks.ts';
import { equalBytes, toHex } from '../../storage/encoding/bytes.ts';
import type { Store } from '../../storage/store.ts';
import type { Block } from '../block/block.ts';
import type { SealedHeader } from '../block/header.ts';
import { ancestorHashes } from '../building/ancestors.ts';
import type { ExecutionParts } from '../building/blockRun.ts';
import {
  type BuildAttributes,
  type DraftBlock,
  draftBlock,
  type TransactionSource,
} from '../building/build.ts';
import type { ExecutedBlock } from '../building/executedBlock.ts';
import type { Genesis } from '../genesis/parse.ts';
import { governedConfig } from '../protocol/governedConfig.ts';
import { rulesOfChild } from '../validate/header.ts';
import { WriteLock } from '../writeLock.ts';
import { Branch } from './branch.ts';
import { ChainReader, type EditsBefore } from './chainReader.ts';
import { ChainError } from './errors.ts';
import { HeadEvents, type HeadListener } from './events.ts';
import { Importer, type ImportStatus } from './importer.ts';
import { openChain } from './openChain.ts';
import { removalAbove } from './removal.ts';
import { type CheckedBlock, commitSegment } from './segment.ts';
import { toStoredBlock } from './storedBlock.ts';

/** How a chain is opened. */
export interface BlockchainOptions {
  /** What an empty store begins with; a store that has a chain must begin with the same. */
  readonly genesis?: Genesis | undefined;
}

/** What the chain works with; made and closed by the program. */
export interface BlockchainParts extends Omit<ExecutionParts, 'stateRoot'> {
  readonly store: Store;
  readonly editsBefore?: EditsBefore | undefined;
  /** Hears what a listener of head changes throws. */
  readonly onListenerError?: ((error: unknown) => void) | undefined;
}

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
  readonly #events: HeadEvents;
  readonly #importer: Importer;

  private constructor(genesis: Genesis | undefined, parts: BlockchainParts) {
    const config = openChain(parts.store, genesis);
    super(
      config,
      parts.store,
      config.nativeTransactions === true ? parts.protocol : undefined,
      parts.editsBefore,
    );
    this.#parts = parts;
    this.#events = new HeadEvents(parts.onListenerError ?? (() => undefined));
    // Tracers watch blocks that are made, not those that are checked.
    const execution = { ...parts, tracerFor: undefined };
    this.#importer = new Importer({ chain: this, store: parts.store, execution }, (change) =>
      this.#events.announce(change),
    );
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
    return this.buildOn(this.head(), attributes, source, true);
  }

  /** The same, not watched by the tracer, of a block whose roots perhaps nobody asks for. */
  draft(attributes: BuildAttributes, source: TransactionSource): Promise<DraftBlock> {
    return this.#draftOn(this.head(), attributes, source, false);
  }

  /**
   * Builds a block on any canonical block, `watched` by the tracer or not; only one on the head can be appended. Throws
   * BlockExecutionError, ChainError, StateUnavailableError.
   */
  async buildOn(
    sealed: SealedHeader,
    attributes: BuildAttributes,
    source: TransactionSource,
    watched: boolean,
  ): Promise<ExecutedBlock> {
    return (await this.#draftOn(sealed, attributes, source, watched)).seal();
  }

  #draftOn(
    sealed: SealedHeader,
    attributes: BuildAttributes,
    source: TransactionSource,
    watched: boolean,
  ): Promise<DraftBlock> {
    const parent = new Branch(this).parent(sealed.hash);
    if (parent === undefined) throw new ChainError('unknown-block', 'the parent has no total difficulty');
    const { number } = sealed.header;
    const parameters = this.parametersAfter(sealed);
    const config = governedConfig(this.ownConfig, parameters);
    const base = {
      parent: sealed,
      parentHasOmmers: parent.hasOmmers,
      rules: rulesOfChild(config, parent, { number: number + 1n, timestamp: attributes.timestamp }),
      state: this.madeState(sealed),
      blockHash: ancestorHashes(sealed, (hash) => this.headerByHash(hash)?.header),
      parameters,
    };
    return draftBlock(base, attributes, source, {
      ...this.#parts,
      protocol: this.protocol,
      tracerFor: watched ? this.#parts.tracerFor : undefined,
      computeRoot: (changes) => this.store.computeRoot(changes, number),
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
    this.keepDecoded(block, receipts);
    this.#events.announce({ added: [block], removed: [], removedLogs: [] });
  }

  /** Imports one block. Throws BlockError when it is not valid, and nothing has changed. */
  async importBlock(block: Block): Promise<ImportStatus> {
    return this.lock.run(() => this.#importer.import(block));
  }

  /**
   * Imports blocks in the order given, in one transaction where they follow each other on the head. Answers how many
   * were new. Throws BlockError for the first that is not valid; those before it are kept.
   */
  async importBlocks(blocks: readonly Block[]): Promise<number> {
    return this.lock.run(() => this.#importer.importMany(blocks));
  }

  /** Makes a known block the head: unwinds to it, or executes its branch. The caller holds the lock. */
  async reorgTo(hash: Uint8Array): Promise<void> {
    const target = this.headerByHash(hash);
    if (target === undefined) throw new ChainError('unknown-block', `no block ${toHex(hash)}`);
    if (this.isCanonical(hash)) this.unwindTo(target.header.number);
    else await this.#importer.adopt(hash);
  }

  /**
   * Makes checked blocks canonical on block `ancestor`, in place of what stands on it. The caller holds the lock. Throws
   * BlockError, and nothing has changed.
   */
  adopt(checked: readonly CheckedBlock[], ancestor: bigint): void {
    const removal = removalAbove(this, ancestor);
    commitSegment(checked, ancestor, { store: this.store });
    this.#events.announce({ added: checked.map(({ block }) => block), ...removal });
  }

  /** Makes block `number` the head again and drops edits made since. The caller holds the lock. Throws StateUnavailableError. */
  unwindTo(number: bigint): void {
    const removal = removalAbove(this, number);
    this.store.unwind(number);
    if (removal.removed.length > 0) this.#events.announce({ added: [], ...removal });
  }

  /** Marks a canonical block as safe or final. */
  mark(name: MarkerName, hash: Uint8Array): void {
    if (!this.isCanonical(hash)) throw new ChainError('unknown-block', `no canonical block ${toHex(hash)}`);
    this.store.blocks.setMarker(name, hash);
  }
}
