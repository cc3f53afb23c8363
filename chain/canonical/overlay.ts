import { EMPTY_BYTES, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import type { Account } from '../../storage/state/account.ts';
import type { StateChanges, StorageChanges } from '../../storage/state/changes.ts';
import type { StateReader } from '../../storage/state/reader.ts';

/**
 * Reads a state as it is after `changes`, which may grow meanwhile: what the blocks of a segment that is not committed
 * yet see of those before them.
 */
export function overlayReader(base: StateReader, changes: StateChanges): StateReader {
  return {
    account(address) {
      const key = toKey(address);
      const changed = changes.accounts.get(key);
      if (changed === null) return undefined;
      const storage = changes.storage.get(key);
      const account = changed ?? base.account(address);
      if (account === undefined || (storage === undefined && changed === undefined)) return account;
      return { ...account, storageRoot: rootAfter(storage, () => base.account(address)) };
    },
    slot(address, key) {
      const account = toKey(address);
      const storage = changes.storage.get(account);
      const value = storage?.slots.get(toKey(key));
      if (value !== undefined) return value;
      if (storage?.cleared === true || changes.accounts.get(account) === null) return EMPTY_BYTES;
      return base.slot(address, key);
    },
    code(codeHash) {
      return changes.codes.get(toKey(codeHash)) ?? base.code(codeHash);
    },
  };
}

/**
 * The root of an account whose slots have changed, as far as it is known without computing it: empty or not. That is what
 * execution asks of it.
 */
function rootAfter(storage: StorageChanges | undefined, before: () => Account | undefined): Uint8Array {
  for (const value of storage?.slots.values() ?? []) if (value.length > 0) return UNKNOWN_ROOT;
  return storage?.cleared === true ? EMPTY_TRIE_ROOT : (before()?.storageRoot ?? EMPTY_TRIE_ROOT);
}

/** Stands for a storage root that is not empty but not computed yet. */
const UNKNOWN_ROOT = new Uint8Array(32).fill(0xff);

/** Adds later changes to earlier ones, in place. */
export function addChanges(total: StateChanges, later: StateChanges): void {
  for (const [address, account] of later.accounts) total.accounts.set(address, account);
  for (const [hash, code] of later.codes) total.codes.set(hash, code);
  for (const [address, { cleared, slots }] of later.storage) {
    const earlier = total.storage.get(address);
    if (cleared || earlier === undefined) total.storage.set(address, { cleared, slots: new Map(slots) });
    else for (const [key, value] of slots) earlier.slots.set(key, value);
  }
}

/** Both changes as one; neither argument changes. */
export function joinChanges(first: StateChanges, second: StateChanges): StateChanges {
  const joined: StateChanges = {
    accounts: new Map(first.accounts),
    storage: new Map(),
    codes: new Map(first.codes),
  };
  for (const [address, { cleared, slots }] of first.storage) {
    joined.storage.set(address, { cleared, slots: new Map(slots) });
  }
  addChanges(joined, second);
  return joined;
}
