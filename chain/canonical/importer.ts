import { type BytesKey, equalBytes, toHex, toKey } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import { BlockError, type BlockRule } from '../validate/errors.ts';
import { Branch } from './branch.ts';
import { ChainError } from './errors.ts';
import type { HeadChange } from './events.ts';
import { removalAbove } from './removal.ts';
import { checkSegment, commitSegment, type SegmentParts, validateBlock } from './segment.ts';
import { toStoredBlock } from './storedBlock.ts';

/** What became of an imported block. */
export type ImportStatus = 'known' | 'extended' | 'side' | 'reorganised';

/** Invalid blocks remembered, so that what is built on them is refused at once. */
const REMEMBERED_INVALID = 256;

/** Rules about what comes with a header, or before it: they say nothing about the block that its hash stands for. */
const NOT_OF_THE_HASH: ReadonlySet<BlockRule> = new Set([
  ...(['unknown-parent', 'block-size', 'ommers-hash', 'transactions-root'] as const),
  ...(['withdrawals', 'withdrawals-root'] as const),
]);

/**
 * Brings blocks from outside into the chain. On the head they are executed and committed; elsewhere they are kept as side
 * blocks, checked as far as that goes without a state, until their branch is the better one and is executed as a whole.
 * The caller holds the chain's lock.
 */
export class Importer {
  readonly #invalid = new Set<BytesKey>();

  constructor(
    private readonly parts: SegmentParts,
    private readonly announce: (change: HeadChange) => void,
  ) {}

  /** Throws BlockError when the block is not valid, and nothing has changed. */
  async import(block: Block): Promise<ImportStatus> {
    const { chain, store } = this.parts;
    if (chain.isCanonical(block.hash)) return 'known';
    this.#refuseInvalid(block);
    if (equalBytes(block.header.parentHash, chain.head().hash)) {
      await this.#extend([block]);
      return 'extended';
    }
    if (store.blocks.number(block.hash) !== undefined) return 'known';
    const totalDifficulty = this.#validateSide(block);
    if (this.#isBetter(block, totalDifficulty)) {
      await this.#adopt([...this.#branchTo(block.header.parentHash), block]);
      return 'reorganised';
    }
    store.blocks.putSideBlock(toStoredBlock(block, undefined, totalDifficulty));
    return 'side';
  }

  /** Imports blocks in the order given, and answers how many were new. See Blockchain.importBlocks. */
  async importMany(blocks: readonly Block[]): Promise<number> {
    let fresh = 0;
    let left = blocks;
    for (let first = left[0]; first !== undefined; first = left[0]) {
      const line = lineOn(this.parts.chain.head().hash, left);
      if (line.length > 0) await this.#extend(line);
      const isNew = line.length > 0 || (await this.import(first)) !== 'known';
      const taken = Math.max(line.length, 1);
      if (isNew) fresh += taken;
      left = left.slice(taken);
    }
    return fresh;
  }

  /** Makes a side block the head by executing its branch. Throws BlockError, and nothing has changed. */
  async adopt(hash: Uint8Array): Promise<void> {
    await this.#adopt(this.#branchTo(hash));
  }

  /** Checks what needs no state, and answers the total difficulty. */
  #validateSide(block: Block): bigint {
    const { chain } = this.parts;
    try {
      const unknown = chain.protocol === undefined ? undefined : 'unknown';
      const { parent } = validateBlock(block, new Branch(chain), chain, unknown);
      return parent.totalDifficulty + block.header.difficulty;
    } catch (error) {
      throw this.#remember(error, [block]);
    }
  }

  /** Before the merge the chain with more work wins, after it the longer one; of equals, the one that came first. */
  #isBetter({ header }: Block, totalDifficulty: bigint): boolean {
    const { chain } = this.parts;
    const head = chain.head();
    const work = chain.totalDifficulty(head.hash) ?? 0n;
    if (totalDifficulty !== work) return totalDifficulty > work;
    return header.difficulty === 0n && header.number > head.header.number;
  }

  async #extend(blocks: readonly Block[]): Promise<void> {
    const head = this.parts.chain.head().header.number;
    const { checked, failure } = await checkSegment(blocks, { ancestor: head }, this.parts);
    let committed = checked;
    let refused = failure;
    try {
      commitSegment(checked, head, this.parts);
    } catch (error) {
      // A state root is wrong: the blocks before it are good.
      if (!(error instanceof BlockError)) throw error;
      committed = checked.slice(0, Number(error.number - head) - 1);
      refused = error;
      commitSegment(committed, head, this.parts);
    }
    const added = committed.map(({ block }) => block);
    if (added.length > 0) this.announce({ added, removed: [], removedLogs: [] });
    if (refused !== undefined) throw this.#remember(refused, blocks);
  }

  /** Replaces what stands on the branch's ancestor by the branch, all or nothing. */
  async #adopt(branch: readonly Block[]): Promise<void> {
    const first = branch[0];
    if (first === undefined) return;
    const { chain } = this.parts;
    const ancestor = first.header.number - 1n;
    const { checked, failure } = await checkSegment(branch, { ancestor }, this.parts);
    if (failure !== undefined) throw this.#remember(failure, branch);
    const removal = removalAbove(chain, ancestor);
    try {
      commitSegment(checked, ancestor, this.parts);
    } catch (error) {
      throw this.#remember(error, branch);
    }
    this.announce({ added: branch, ...removal });
  }

  /** The side blocks from the canonical chain up to `tip`, oldest first. */
  #branchTo(tip: Uint8Array): Block[] {
    const { chain } = this.parts;
    const branch: Block[] = [];
    for (let hash = tip; !chain.isCanonical(hash); ) {
      const block = chain.blockByHash(hash);
      if (block === undefined) throw new ChainError('unknown-block', `no block ${toHex(hash)}`);
      branch.unshift(block);
      hash = block.header.parentHash;
    }
    return branch;
  }

  #refuseInvalid({ header, hash }: Block): void {
    const refused = this.#invalid.has(toKey(hash));
    if (!refused && !this.#invalid.has(toKey(header.parentHash))) return;
    const problem = refused ? 'refused before' : 'built on an invalid block';
    throw this.#remember(new BlockError('invalid-ancestor', { number: header.number, hash }, problem), []);
  }

  /**
   * The error is about one of `blocks`, which is kept to be looked at. Its hash is not tried again, unless its parent may
   * still come, or another body with the same header.
   */
  #remember(error: unknown, blocks: readonly Block[]): unknown {
    if (!(error instanceof BlockError)) return error;
    const refused = blocks.find(({ hash }) => equalBytes(hash, error.hash));
    if (refused !== undefined && error.code !== 'unknown-parent') this.parts.chain.badBlocks.add(refused);
    if (NOT_OF_THE_HASH.has(error.code)) return error;
    this.#invalid.add(toKey(error.hash));
    const oldest = this.#invalid.values().next().value;
    if (this.#invalid.size > REMEMBERED_INVALID && oldest !== undefined) this.#invalid.delete(oldest);
    return error;
  }
}

/** The first blocks that stand on each other, the first of them on the block `hash`. */
function lineOn(hash: Uint8Array, blocks: readonly Block[]): Block[] {
  const line: Block[] = [];
  let last = hash;
  for (const block of blocks) {
    if (!equalBytes(block.header.parentHash, last)) break;
    line.push(block);
    last = block.hash;
  }
  return line;
}
