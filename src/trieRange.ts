import type { StateTries } from '../chain/call/stateTries.ts';
import { LimitExceededError } from '../rpc/errors.ts';
import type { Store } from '../storage/store.ts';

/** Throws LimitExceededError where the tries of this block would have to be put together from too many blocks' changes. */
export type TrieRangeCheck = (number: bigint) => void;

/**
 * Only the newest tries are stored; older ones are the newest with the changes of all blocks since laid back over them, at
 * once and in memory. So how far back they can be asked for is bounded by `limit` blocks; 0: as far as states are kept.
 */
export function trieRangeCheck(limit: number, head: () => bigint): TrieRangeCheck {
  return (number) => {
    const distance = head() - number;
    if (limit === 0 || distance <= BigInt(limit)) return;
    throw new LimitExceededError(
      `proofs and whole states of block ${number} would take the changes of ${distance} blocks, the limit is ${limit} (--rpc-proof-range)`,
    );
  };
}

/** The tries of a store as replays ask for them, as far back as the check allows. */
export function boundedTries(store: Store, requireTries: TrieRangeCheck): StateTries {
  return {
    stateRoot(changes, number) {
      requireTries(number);
      return store.computeRoot(changes, number).root;
    },
    stateNodes(number, accesses, changes) {
      requireTries(number);
      return store.stateNodes(number, accesses, changes);
    },
  };
}
