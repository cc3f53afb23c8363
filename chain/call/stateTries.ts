import type { StateChanges } from '../../storage/state/changes.ts';
import type { StateAccesses } from '../../storage/state/stateNodes.ts';

/** What replays ask of the tries of a state; nothing is written. */
export interface StateTries {
  /** The trie nodes of the state after block `number` (storage/state/stateNodes.ts). */
  stateNodes(number: bigint, accesses: StateAccesses, changes: StateChanges): readonly Uint8Array[];
  /** The root of the state after block `number` with these changes. */
  stateRoot(changes: StateChanges, number: bigint): Uint8Array;
}
