import { type BytesKey, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import type { Account } from '../../storage/state/account.ts';
import { emptyChanges, type StateChanges, type StorageChanges } from '../../storage/state/changes.ts';
import type { AccountEntry } from './entry.ts';

/** The difference between an overlay's entries and the reader below them. `codes` may hold more than what was deployed. */
export function collectChanges(
  entries: Iterable<AccountEntry>,
  codes: ReadonlyMap<BytesKey, Uint8Array>,
): StateChanges {
  const changes = emptyChanges();
  for (const entry of entries) {
    const { base, current } = entry;
    const storage = storageChanges(entry);
    const address = toKey(entry.address);
    if (storage !== undefined) changes.storage.set(address, storage);
    if (sameAccount(base, current)) continue;
    changes.accounts.set(address, current ?? null);
    if (current === undefined || (base !== undefined && equalBytes(base.codeHash, current.codeHash)))
      continue;
    const hash = toKey(current.codeHash);
    const code = codes.get(hash);
    if (code !== undefined) changes.codes.set(hash, code);
  }
  return changes;
}

/** Slots that differ from the reader; where the reader's slots went, all that are not zero. */
function storageChanges(entry: AccountEntry): StorageChanges | undefined {
  const cleared = entry.cleared && entry.base !== undefined;
  const slots = new Map<BytesKey, Uint8Array>();
  for (const [key, slot] of entry.slots) {
    const changed = entry.cleared ? slot.current.length > 0 : !equalBytes(slot.current, slot.base);
    if (changed) slots.set(key, slot.current);
  }
  return cleared || slots.size > 0 ? { cleared, slots } : undefined;
}

function sameAccount(a: Account | undefined, b: Account | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return a.nonce === b.nonce && a.balance === b.balance && equalBytes(a.codeHash, b.codeHash);
}
