import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import { type CheckedBlock, checkSegment, type SegmentParts } from '../canonical/segment.ts';
import { BlockError } from '../validate/errors.ts';
import { type PayloadStatus, SYNCING } from './payloadStatus.ts';

/** Blocks of each sort that are kept at most; a consensus client sends again what it still needs. */
const LIMIT = 96;

/** The hash that stands for "the last block of proof of work" (Engine API, PayloadStatusV1). */
const ZERO_HASH = new Uint8Array(32);

/** A line of checked blocks and the canonical block that it stands on. */
export interface CheckedBranch {
  readonly ancestor: bigint;
  /** oldest first */
  readonly blocks: readonly CheckedBlock[];
}

/** What leads from the canonical chain to a block: a checked part, and behind it one that is not checked yet. */
interface Line extends CheckedBranch {
  readonly unchecked: readonly Block[];
}

/**
 * The blocks that a consensus client has told of and that are not canonical: checked ones, with what they change, until
 * one of them becomes the head; ones that wait for an ancestor; and the hashes of those found to be invalid. In memory
 * and bounded. The caller holds the chain's lock.
 */
export class BlockTree {
  readonly #checked = new Map<BytesKey, CheckedBlock>();
  readonly #waiting = new Map<BytesKey, Block>();
  /** hash → the newest valid ancestor */
  readonly #invalid = new Map<BytesKey, Extract<PayloadStatus, { status: 'INVALID' }>>();

  constructor(private readonly parts: SegmentParts) {}

  /** Takes a block in and says what it is worth. */
  async receive(block: Block): Promise<PayloadStatus> {
    const known = this.#known(block.hash);
    if (known !== undefined) return known;
    remember(this.#waiting, toKey(block.hash), block);
    return this.check(block.hash);
  }

  /** Says what a block is worth that was told of before, checking it and its ancestors where that was not possible then. */
  async check(hash: Uint8Array): Promise<PayloadStatus> {
    const known = this.#known(hash) ?? this.#inherited(hash);
    if (known !== undefined) return known;
    const line = this.#lineTo(hash);
    if (line === undefined) return SYNCING;
    const { checked, failure } = await checkSegment(
      line.unchecked,
      { ancestor: line.ancestor, prior: line.blocks, comparesRoots: true },
      this.parts,
    );
    for (const done of checked) {
      this.#waiting.delete(toKey(done.block.hash));
      remember(this.#checked, toKey(done.block.hash), done);
    }
    if (failure === undefined) return { status: 'VALID', latestValidHash: hash };
    if (!(failure instanceof BlockError)) throw failure;
    return this.#condemn(line.unchecked.slice(checked.length), failure);
  }

  /** The checked line to a block that `check` found valid; undefined for any other. */
  branchTo(hash: Uint8Array): CheckedBranch | undefined {
    const line = this.#lineTo(hash);
    return line === undefined || line.unchecked.length > 0 ? undefined : line;
  }

  /** Forgets what has become canonical or can no longer become so. */
  prune(finalized: bigint): void {
    for (const [key, { block }] of this.#checked) {
      if (block.header.number <= finalized || this.parts.chain.isCanonical(block.hash))
        this.#checked.delete(key);
    }
    for (const [key, { header }] of this.#waiting) {
      if (header.number <= finalized) this.#waiting.delete(key);
    }
  }

  #known(hash: Uint8Array): PayloadStatus | undefined {
    if (this.parts.chain.isCanonical(hash) || this.#checked.has(toKey(hash))) {
      return { status: 'VALID', latestValidHash: hash };
    }
    return this.#invalid.get(toKey(hash));
  }

  /** A block on an invalid one is invalid, however many blocks lie between. */
  #inherited(hash: Uint8Array): PayloadStatus | undefined {
    const line: Uint8Array[] = [];
    for (let at = this.#waiting.get(toKey(hash)); at !== undefined; ) {
      line.push(at.hash);
      const { parentHash } = at.header;
      const invalid = this.#invalid.get(toKey(parentHash));
      if (invalid !== undefined) {
        const status = { ...invalid, validationError: 'links to previously rejected block' };
        for (const descendant of line) {
          this.#waiting.delete(toKey(descendant));
          remember(this.#invalid, toKey(descendant), status);
        }
        return status;
      }
      at = this.#waiting.get(toKey(parentHash));
    }
    return undefined;
  }

  #lineTo(hash: Uint8Array): Line | undefined {
    const { chain } = this.parts;
    const blocks: CheckedBlock[] = [];
    const unchecked: Block[] = [];
    for (let at = hash; ; ) {
      const canonical = chain.isCanonical(at) ? chain.headerByHash(at) : undefined;
      if (canonical !== undefined) {
        return {
          ancestor: canonical.header.number,
          blocks: blocks.reverse(),
          unchecked: unchecked.reverse(),
        };
      }
      const checked = this.#checked.get(toKey(at));
      // What lies behind a block that has to be checked again counts as unchecked, too.
      const block = checked?.block ?? this.#waiting.get(toKey(at)) ?? chain.blockByHash(at);
      if (block === undefined) return undefined;
      if (checked === undefined) unchecked.push(...blocks.splice(0).map((done) => done.block), block);
      else blocks.push(checked);
      at = block.header.parentHash;
    }
  }

  /** Remembers that the first of these blocks is invalid, and with it the others. */
  #condemn(blocks: readonly Block[], failure: BlockError): PayloadStatus {
    const status = {
      status: 'INVALID',
      latestValidHash: this.#latestValid(blocks[0]),
      validationError: failure.message,
    } as const;
    if (blocks[0] !== undefined) this.parts.chain.badBlocks.add(blocks[0]);
    for (const { hash } of blocks) {
      this.#waiting.delete(toKey(hash));
      remember(this.#invalid, toKey(hash), status);
    }
    return status;
  }

  #latestValid(first: Block | undefined): Uint8Array | undefined {
    if (first === undefined) return undefined;
    const { parentHash } = first.header;
    const parent =
      this.#checked.get(toKey(parentHash))?.block.header ?? this.parts.chain.headerByHash(parentHash)?.header;
    if (parent === undefined) return undefined;
    return parent.difficulty === 0n || parent.number === 0n ? parentHash : ZERO_HASH;
  }
}

/** Adds an entry as the newest; the oldest goes when there are too many. */
function remember<T>(map: Map<BytesKey, T>, key: BytesKey, value: T): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > LIMIT && oldest !== undefined) map.delete(oldest);
}
