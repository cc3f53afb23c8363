import { EMPTY_BYTES } from '../encoding/bytes.ts';
import { emptyView } from '../trie/view.ts';
import type { StateChanges } from './changes.ts';
import { planChanges, type StatePlan } from './plan.ts';
import { ADDRESS_LENGTH, SLOT_KEY_LENGTH, type StateSource } from './source.ts';

const EMPTY_SOURCE: StateSource = {
  accountRecord: () => undefined,
  slot: () => EMPTY_BYTES,
  slotKeys: () => [],
  accountTrie: () => emptyView(ADDRESS_LENGTH),
  storageTrie: () => emptyView(SLOT_KEY_LENGTH),
};

/** Whoever makes a genesis asks for its root, then has it committed: the tries are built once. */
const planned = new WeakMap<StateChanges, StatePlan>();

/** What `changes` write to an empty state; they stay as they are from then on. */
export function initialPlan(changes: StateChanges): StatePlan {
  let plan = planned.get(changes);
  if (plan === undefined) {
    plan = planChanges(EMPTY_SOURCE, changes);
    planned.set(changes, plan);
  }
  return plan;
}

/** The root of the state that `changes` make of an empty one: a genesis is known by it before there is a store. */
export function initialRoot(changes: StateChanges): Uint8Array {
  return initialPlan(changes).root;
}
