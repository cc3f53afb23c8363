import { type BytesKey, fromKey, toKey } from '../encoding/bytes.ts';
import { lastChildren } from '../trie/lastChildren.ts';
import { proveKey } from '../trie/proof.ts';
import type { TrieView } from '../trie/view.ts';
import type { StateChanges } from './changes.ts';
import type { StateSource } from './source.ts';

/** What was looked at of a state: address → keys of slots. */
export type StateAccesses = ReadonlyMap<BytesKey, ReadonlySet<BytesKey>>;

/**
 * The nodes of a state's tries that are needed to read what was looked at, to lay changes over it, and to work out the root that
 * follows: each once, RLP, in the order of their bytes. What is changed must have been looked at.
 */
export function stateNodes(
  source: StateSource,
  accesses: StateAccesses,
  changes: StateChanges,
): Uint8Array[] {
  const nodes = new Map<BytesKey, Uint8Array>();
  const add = (found: readonly Uint8Array[]) => {
    for (const node of found) nodes.set(toKey(node), node);
  };
  const prove = (trie: TrieView, keys: readonly Uint8Array[], removed: readonly Uint8Array[]) => {
    for (const key of keys) add(proveKey(trie, key));
    if (removed.length > 0) add(lastChildren(trie, removed));
  };
  for (const [address, slots] of accesses) {
    if (slots.size === 0) continue;
    const account = fromKey(address);
    const changed = changes.storage.get(address);
    const removed = [...(changed?.slots ?? [])]
      .filter(([, value]) => value.length === 0)
      .map(([key]) => fromKey(key));
    prove(
      source.storageTrie(account),
      [...slots].map(fromKey),
      removed.filter((key) => source.slot(account, key).length > 0),
    );
  }
  const gone = [...changes.accounts]
    .filter(([, account]) => account === null)
    .map(([address]) => fromKey(address));
  prove(
    source.accountTrie(),
    [...accesses.keys()].map(fromKey),
    gone.filter((address) => source.accountRecord(address) !== undefined),
  );
  return [...nodes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => node);
}
