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
      if (status.status !== 'VALID') return { status, payloadId: undefined };
      const isOldHead =
        this.#chain.isCanonical(state.head) && !equalBytes(this.#chain.head().hash, state.head);
      if (!isOldHead) this.#adopt(state.head);
      this.#mark(state);
      // No block is made on an ancestor of the head: the client is behind its own decisions.
      const payloadId =
        isOldHead || attributes === undefined ? undefined : await this.#payloads.start(attributes);
      return { status, payloadId };
    });
  }

  #adopt(head: Uint8Array): void {
    const branch = this.#tree.branchTo(head);
    if (branch !== undefined && branch.blocks.length > 0) this.#chain.adopt(branch.blocks, branch.ancestor);
  }

  #mark({ safe, finalized }: ForkChoiceState): void {
    for (const [name, hash] of [
      ['finalized', finalized],
      ['safe', safe],
    ] as const) {
      if (isZero(hash)) continue;
      if (!this.#chain.isCanonical(hash)) {
        throw new ForkChoiceError('invalid-state', `the ${name} block is not in the chain of the head`);
      }
      this.#chain.mark(name, hash);
    }
    this.#tree.prune(this.#chain.finalized()?.header.number ?? 0n);
  }
}

function isZero(hash: Uint8Array): boolean {
  return hash.every((byte) => byte === 0);
}
