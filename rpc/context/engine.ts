import type { Block } from '../../chain/block/block.ts';
import type { SealedHeader } from '../../chain/block/header.ts';
import type { ForkChoiceState, ForkChoiceUpdate } from '../../chain/forkchoice/forkChoice.ts';
import type { BuiltPayload, PayloadAttributes } from '../../chain/forkchoice/payloadBuilder.ts';
import type { PayloadStatus } from '../../chain/forkchoice/payloadStatus.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';

/** The chain in the hands of a consensus client: what engine_* needs. */
export interface ConsensusDriver {
  /** Checks and executes a block beside the canonical chain. */
  newPayload(block: Block): Promise<PayloadStatus>;
  /** Makes a block the head, and starts a new one where attributes are given. Throws ForkChoiceError. */
  update(state: ForkChoiceState, attributes: PayloadAttributes | undefined): Promise<ForkChoiceUpdate>;
}

/** Blocks made on request and not for the chain itself. */
export interface PayloadSource {
  /** The best block so far under an 8-byte id of a fork choice. Throws ForkChoiceError. */
  get(id: Uint8Array): Promise<BuiltPayload>;
  /** A block of exactly these transactions (undefined: the pool's) on a canonical block. Throws TransactionError. */
  buildOnce(
    parent: SealedHeader,
    attributes: PayloadAttributes,
    content: {
      readonly transactions?: readonly Transaction[] | undefined;
      readonly extraData?: Uint8Array | undefined;
    },
  ): Promise<BuiltPayload>;
}
