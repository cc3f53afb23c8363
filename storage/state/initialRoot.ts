import { EMPTY_BYTES } from '../encoding/bytes.ts';
import { emptyView } from '../trie/view.ts';
import type { StateChanges } from './changes.ts';
import { planChanges } from './plan.ts';
import { ADDRESS_LENGTH, SLOT_KEY_LENGTH, type StateSource } from './source.ts';

const EMPTY_SOURCE: StateSource = {
  accountRecord: () => undefined,
  slot: () => EMPTY_BYTES,
  slotKeys: () => [],
  accountTrie: () => emptyView(ADDRESS_LENGTH),
  storageTrie: () => emptyView(SLOT_KEY_LENGTH),
};

/** The root of the state that `changes` make of an empty one: a genesis is known by it before there is a store. */
export function initialRoot(changes: StateChanges): Uint8Array {
  return planChanges(EMPTY_SOURCE, changes).root;
}
