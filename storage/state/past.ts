import { type BytesKey, EMPTY_BYTES, fromKey, toKey } from '../encoding/bytes.ts';
import { updateTrie } from '../trie/update.ts';
import { changedView, type TrieView } from '../trie/view.ts';
import { accountRecordAt, slotAt, valuesAt } from './history.ts';
import { accountTrieChange, slotTrieChange, valueChanges } from './plan.ts';
import { accountLeafValue, latestSource, type StateSource, slotLeafValue } from './source.ts';
import type { StateTables } from './tables.ts';

/**
 * The state after an old block: values through the history, tries as the latest ones with everything that the blocks
 * (block, upTo] changed laid back over them. A trie costs as much as was changed since, and only when asked for.
 */
export function pastSource(tables: StateTables, block: number, upTo: number): StateSource {
  const latest = latestSource(tables);
  const past = valuesAt(tables, block, upTo);
  const storageTries = new Map<BytesKey, TrieView>();
  let accountTrie: TrieView | undefined;

  function makeAccountTrie(): TrieView {
    const changes = valueChanges(past.accounts, (address) => latest.accountRecord(address) ?? EMPTY_BYTES);
    const base = latest.accountTrie();
    const { top } = updateTrie(base, changes.map(accountTrieChange));
    return changedView(base, top, (address) => accountLeafValue(source, address));
  }

  function makeStorageTrie(address: Uint8Array): TrieView {
    const values = past.slots.get(toKey(address));
    const base = latest.storageTrie(address);
    if (values === undefined) return base;
    const changes = valueChanges(values, (key) => latest.slot(address, key));
    const { top } = updateTrie(base, changes.map(slotTrieChange));
    return changedView(base, top, (key) => slotLeafValue(source.slot(address, key)));
  }

  const source: StateSource = {
    accountRecord: (address) => accountRecordAt(tables, address, block),
    slot: (address, key) => slotAt(tables, address, key, block),
    *slotKeys(address) {
      const changed = past.slots.get(toKey(address));
      for (const key of latest.slotKeys(address)) if (!changed?.has(toKey(key))) yield key;
      for (const [key, value] of changed ?? []) if (value.length > 0) yield fromKey(key);
    },
    accountTrie() {
      accountTrie ??= makeAccountTrie();
      return accountTrie;
    },
    storageTrie(address) {
      const key = toKey(address);
      const trie = storageTries.get(key) ?? makeStorageTrie(address);
      storageTries.set(key, trie);
      return trie;
    },
  };
  return source;
}
