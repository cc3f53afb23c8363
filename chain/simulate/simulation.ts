import type { HaltReason } from '../../vm/haltReason.ts';
import type { Block, Withdrawal } from '../block/block.ts';
import type { SealedHeader } from '../block/header.ts';
import type { BlockOverride, StateOverride } from '../call/overrides.ts';
import type { CallRequest } from '../call/request.ts';
import type { MinedLog } from '../canonical/mined.ts';

/** One block wanted of a simulation. */
export interface BlockRequest {
  readonly block: BlockOverride & { readonly withdrawals?: readonly Withdrawal[] | undefined };
  readonly state: StateOverride;
  readonly calls: readonly CallRequest[];
}

/** Blocks to be simulated on top of a committed one (execution-apis, eth_simulateV1). */
export interface SimulationRequest {
  readonly base: SealedHeader;
  readonly blocks: readonly BlockRequest[];
  /** Movements of ether are told as logs of ERC-20's Transfer event. */
  readonly traceTransfers: boolean;
  /** Nonces and base fees count, as for real transactions; signatures and sender code never do. */
  readonly validation: boolean;
}

/** What one call of a simulated block did. */
export interface SimulatedCall {
  readonly returnData: Uint8Array;
  readonly logs: readonly MinedLog[];
  readonly gasUsed: bigint;
  /** gas used before refunds */
  readonly maxGasUsed: bigint;
  /** undefined: success */
  readonly halt: HaltReason | undefined;
}

/** A block as it would be, with what its calls gave. */
export interface SimulatedBlock {
  readonly block: Block;
  readonly calls: readonly SimulatedCall[];
}
