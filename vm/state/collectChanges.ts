import { type BytesKey, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import { emptyChanges, type StateChanges, type StorageChanges } from '../../storage/state/changes.ts';
import { type AccountEntry, NO_SLOT } from './accountEntry.ts';
import { BASE, KEY, NEXT, VALUE } from './slotTable.ts';
import { isZeroWord, minimalBytes, sameWord, wholeBytes } from './words.ts';

/**
 * The difference between an overlay's accounts, with the table of their slots, and the reader below them. `codes` may
 * hold more than what was deployed.
 */
export function collectChanges(
  entries: readonly AccountEntry[],
  words: Int32Array,
  codes: ReadonlyMap<BytesKey, Uint8Array>,
): StateChanges {
  const changes = emptyChanges();
  for (const entry of entries) {
    const storage = storageChanges(entry, words);
    const isSame = sameRecord(entry);
    if (isSame && storage === undefined) continue;
    const address = toKey(entry.address);
    if (storage !== undefined) changes.storage.set(address, storage);
    if (isSame) continue;
    const { base, exists, nonce, balance, codeHash, storageRoot } = entry;
    changes.accounts.set(address, exists ? { nonce, balance, codeHash, storageRoot } : null);
    if (!exists || (base !== undefined && equalBytes(base.codeHash, codeHash))) continue;
    const hash = toKey(codeHash);
    const code = codes.get(hash);
    if (code !== undefined) changes.codes.set(hash, code);
  }
  return changes;
}

/** Slots that differ from the reader; where the reader's slots went, all that are not zero. */
function storageChanges(entry: AccountEntry, words: Int32Array): StorageChanges | undefined {
  const cleared = entry.cleared && entry.base !== undefined;
  if (entry.firstSlot === NO_SLOT && !cleared) return undefined;
  const slots = new Map<BytesKey, Uint8Array>();
  for (let slot = entry.firstSlot; slot !== NO_SLOT; slot = words[slot + NEXT] as number) {
    const isChanged = entry.cleared
      ? !isZeroWord(words, slot + VALUE)
      : !sameWord(words, slot + VALUE, words, slot + BASE);
    if (isChanged) slots.set(toKey(wholeBytes(words, slot + KEY)), minimalBytes(words, slot + VALUE));
  }
  return cleared || slots.size > 0 ? { cleared, slots } : undefined;
}

function sameRecord({ base, exists, nonce, balance, codeHash }: AccountEntry): boolean {
  if (base === undefined || !exists) return base === undefined && !exists;
  return base.nonce === nonce && base.balance === balance && equalBytes(base.codeHash, codeHash);
}
