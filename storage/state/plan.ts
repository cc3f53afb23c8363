import { type BytesKey, EMPTY_BYTES, equalBytes, fromKey, toKey, trimLeft } from '../encoding/bytes.ts';
import { EMPTY_TRIE_ROOT, keccak256 } from '../encoding/keccak.ts';
import { CorruptStoreError } from '../errors.ts';
import { type TrieChange, type TrieUpdate, updateTrie } from '../trie/update.ts';
import { type Account, EMPTY_ACCOUNT } from './account.ts';
import { accountLeaf, decodeAccount, encodeAccount, storageRootOf } from './accountCodec.ts';
import type { StateChanges, StorageChanges } from './changes.ts';
import { type StateSource, slotLeafValue } from './source.ts';

/** A stored value before and after; empty where there is none. */
export interface ValueChange {
  readonly key: Uint8Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Everything that one step changes in the stored state, worked out and not yet written. */
export interface StatePlan {
  /** the account trie's root afterwards */
  readonly root: Uint8Array;
  /** by address, records before and after */
  readonly accounts: readonly ValueChange[];
  readonly accountTrie: TrieUpdate;
  readonly storage: readonly StoragePlan[];
  readonly codes: ReadonlyMap<BytesKey, Uint8Array>;
}

/** The part of a plan that concerns the slots of one account. */
export interface StoragePlan {
  readonly address: Uint8Array;
  readonly slots: readonly ValueChange[];
  readonly trie: TrieUpdate;
}

/** Stored values to go back to: account records by address, slot values by address and key; empty where there was none. */
export interface PastValues {
  readonly accounts: ReadonlyMap<BytesKey, Uint8Array>;
  readonly slots: ReadonlyMap<BytesKey, ReadonlyMap<BytesKey, Uint8Array>>;
}

/** Works out what `changes` do to a state. Values that stay as they are leave no trace. */
export function planChanges(source: StateSource, changes: StateChanges): StatePlan {
  const accounts: ValueChange[] = [];
  const storage: StoragePlan[] = [];
  // In order: neighbours lie on the same pages, for the reads here as for the writes later.
  const addresses = [...new Set([...changes.accounts.keys(), ...changes.storage.keys()])].sort();
  for (const addressKey of addresses) {
    const address = fromKey(addressKey);
    const account = changes.accounts.get(addressKey);
    const record = source.accountRecord(address);
    let root = record === undefined ? EMPTY_TRIE_ROOT : storageRootOf(record);

    const slots = slotChanges(source, address, root, account === null, changes.storage.get(addressKey));
    if (slots.length > 0) {
      const update = updateTrie(source.storageTrie(address), slots.map(slotTrieChange));
      storage.push({ address, slots, trie: update });
      root = update.root;
    }
    const before = record ?? EMPTY_BYTES;
    const after = recordAfter(before, account, root);
    if (!equalBytes(before, after)) accounts.push({ key: address, before, after });
  }
  const update = updateTrie(source.accountTrie(), accounts.map(accountTrieChange));
  return { root: update.root, accounts, accountTrie: update, storage, codes: changes.codes };
}

/** Works out the way back to past values, storage roots included (they are part of the records). */
export function planReturn(source: StateSource, past: PastValues): StatePlan {
  const storage: StoragePlan[] = [];
  for (const [addressKey, values] of past.slots) {
    const address = fromKey(addressKey);
    const slots = valueChanges(values, (key) => source.slot(address, key));
    if (slots.length === 0) continue;
    const update = updateTrie(source.storageTrie(address), slots.map(slotTrieChange));
    const record = past.accounts.get(addressKey) ?? source.accountRecord(address) ?? EMPTY_BYTES;
    const recorded = record.length === 0 ? EMPTY_TRIE_ROOT : storageRootOf(record);
    if (!equalBytes(recorded, update.root)) {
      throw new CorruptStoreError('the history of an account does not lead back to its storage root');
    }
    storage.push({ address, slots, trie: update });
  }
  const accounts = valueChanges(past.accounts, (address) => source.accountRecord(address) ?? EMPTY_BYTES);
  const update = updateTrie(source.accountTrie(), accounts.map(accountTrieChange));
  return { root: update.root, accounts, accountTrie: update, storage, codes: new Map() };
}

/** The account trie's part of a change of records. */
export function accountTrieChange({ key, after }: ValueChange): TrieChange {
  return { key, path: keccak256(key), value: after.length === 0 ? null : accountLeaf(after) };
}

/** The storage trie's part of a change of slots. */
export function slotTrieChange({ key, after }: ValueChange): TrieChange {
  return { key, path: keccak256(key), value: after.length === 0 ? null : slotLeafValue(after) };
}

/** Which of `values` differ from the present ones. */
export function valueChanges(
  values: ReadonlyMap<BytesKey, Uint8Array>,
  present: (key: Uint8Array) => Uint8Array,
): ValueChange[] {
  const changes: ValueChange[] = [];
  for (const [mapKey, after] of values) {
    const key = fromKey(mapKey);
    const before = present(key);
    if (!equalBytes(before, after)) changes.push({ key, before, after });
  }
  return changes;
}

function slotChanges(
  source: StateSource,
  address: Uint8Array,
  storageRoot: Uint8Array,
  gone: boolean,
  changes: StorageChanges | undefined,
): ValueChange[] {
  const values = new Map<BytesKey, Uint8Array>();
  const wiped = (gone || changes?.cleared === true) && !equalBytes(storageRoot, EMPTY_TRIE_ROOT);
  if (wiped) for (const key of source.slotKeys(address)) values.set(toKey(key), EMPTY_BYTES);
  if (!gone && changes !== undefined)
    for (const [key, value] of changes.slots) values.set(key, trimLeft(value));
  return valueChanges(values, (key) => source.slot(address, key));
}

function recordAfter(
  before: Uint8Array,
  account: Account | null | undefined,
  storageRoot: Uint8Array,
): Uint8Array {
  if (account === null) return EMPTY_BYTES;
  if (account !== undefined) return encodeAccount(account, storageRoot);
  if (before.length > 0) return encodeAccount(decodeAccount(before), storageRoot);
  // Slots of an account that is not there (only a dev-mode edit makes them) need an account to hang from.
  return equalBytes(storageRoot, EMPTY_TRIE_ROOT) ? EMPTY_BYTES : encodeAccount(EMPTY_ACCOUNT, storageRoot);
}
