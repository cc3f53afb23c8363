import type { Block } from '../../chain/block/block.ts';
import type { ForkChoiceState, ForkChoiceUpdate } from '../../chain/forkchoice/forkChoice.ts';
import type { BuiltPayload, PayloadAttributes } from '../../chain/forkchoice/payloadBuilder.ts';
import type { PayloadStatus } from '../../chain/forkchoice/payloadStatus.ts';

/** The chain in the hands of a consensus client: what engine_* needs. */
export interface ConsensusDriver {
  /** Checks and executes a block beside the canonical chain. */
  newPayload(block: Block): Promise<PayloadStatus>;
  /** Makes a block the head, and starts a new one where attributes are given. Throws ForkChoiceError. */
  update(state: ForkChoiceState, attributes: PayloadAttributes | undefined): Promise<ForkChoiceUpdate>;
  readonly payloads: {
    /** The best block so far under an 8-byte id. Throws ForkChoiceError. */
    get(id: Uint8Array): Promise<BuiltPayload>;
  };
}
