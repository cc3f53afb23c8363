import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { StateUpdate } from '../../storage/state/stateUpdate.ts';
import type { Block } from '../block/block.ts';
import type { Receipt } from '../receipt/receipt.ts';

/** A block with all that its execution made: what `Blockchain.append` commits. */
export interface ExecutedBlock {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  readonly changes: StateChanges;
  /** The state root with the trie's changes; good as long as the parent's state is the latest. */
  readonly update: StateUpdate;
  /** What the block asks of the consensus layer (EIP-7685), by type; undefined before Prague. */
  readonly requests: readonly Uint8Array[] | undefined;
  /** State at the end of the block, whether it is committed or not. */
  readonly state: StateReader;
}
