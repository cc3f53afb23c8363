import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import type { Blockchain } from '../canonical/blockchain.ts';
import type { SegmentParts } from '../canonical/segment.ts';
import { BlockTree } from './blockTree.ts';
import { ForkChoiceError } from './errors.ts';
import type { PayloadAttributes, PayloadBuilder } from './payloadBuilder.ts';
import { type PayloadStatus, SYNCING } from './payloadStatus.ts';

/** What a consensus client has decided; a hash of zeros where it has not yet. */
export interface ForkChoiceState {
  readonly head: Uint8Array;
  readonly safe: Uint8Array;
  readonly finalized: Uint8Array;
}

/** The answer to a fork choice. */
export interface ForkChoiceUpdate {
  readonly status: PayloadStatus;
  /** 8 bytes, when a block is being made */
  readonly payloadId: Uint8Array | undefined;
}

/** What the fork choice works with. */
export interface ForkChoiceParts extends Omit<SegmentParts, 'chain'> {
  readonly chain: Blockchain;
  readonly payloads: PayloadBuilder;
}

/**
 * The chain in the hands of a consensus client (Engine API): it tells of blocks, decides which is the head, and asks for
 * new ones.
 *
 *     newPayload         check and execute, beside the canonical chain
 *     forkchoiceUpdated  make a checked branch canonical → mark safe and final → start making a block
 *     getPayload         the best block so far
 */
export class ForkChoice {
  readonly #chain: Blockchain;
  readonly #tree: BlockTree;
  readonly #payloads: PayloadBuilder;

  constructor(parts: ForkChoiceParts) {
    this.#chain = parts.chain;
    this.#tree = new BlockTree(parts);
    this.#payloads = parts.payloads;
  }

  /** engine_newPayload: what a block is worth. */
  newPayload(block: Block): Promise<PayloadStatus> {
    return this.#chain.lock.run(() => this.#tree.receive(block));
  }

  /** engine_forkchoiceUpdated. Throws ForkChoiceError. */
  update(state: ForkChoiceState, attributes: PayloadAttributes | undefined): Promise<ForkChoiceUpdate> {
    return this.#chain.lock.run(async () => {
      if (isZero(state.head)) return { status: SYNCING, payloadId: undefined };
      const status = await this.#tree.check(state.head);
      if (status.status !== 'VALID' || this.#isFinal(state.head)) return { status, payloadId: undefined };
      this.#adopt(state);
      this.#tree.prune(this.#chain.finalized()?.header.number ?? 0n);
      const payloadId = attributes === undefined ? undefined : await this.#payloads.start(attributes);
      return { status, payloadId };
    });
  }

  /** The client is behind its own decisions: nothing is to be changed, and no block to be made. */
  #isFinal(head: Uint8Array): boolean {
    const finalized = this.#chain.finalized();
    if (finalized === undefined || !this.#chain.isCanonical(head)) return false;
    const number = this.#chain.headerByHash(head)?.header.number;
    return number !== undefined && number < finalized.header.number;
  }

  /** Everything is checked before anything is changed. */
  #adopt({ head, safe, finalized }: ForkChoiceState): void {
    const chain = this.#chain;
    const branch = this.#tree.branchTo(head);
    if (branch === undefined) throw new ForkChoiceError('invalid-state', 'the head is not a checked block');
    const { ancestor, blocks } = branch;
    const marks = (
      [
        ['finalized', finalized],
        ['safe', safe],
      ] as const
    ).filter(([, hash]) => !isZero(hash));
    for (const [name, hash] of marks) {
      const below = chain.isCanonical(hash) ? chain.headerByHash(hash)?.header.number : undefined;
      const isBelow = below !== undefined && below <= ancestor;
      if (isBelow || blocks.some(({ block }) => equalBytes(block.hash, hash))) continue;
      throw new ForkChoiceError('invalid-state', `the ${name} block is not in the chain of the head`);
    }
    if (blocks.length > 0) chain.adopt(blocks, ancestor);
    else if (ancestor < chain.head().header.number) chain.unwindTo(ancestor);
    for (const [name, hash] of marks) chain.mark(name, hash);
  }
}

function isZero(hash: Uint8Array): boolean {
  return hash.every((byte) => byte === 0);
}
