import { EMPTY_BYTES, fromKey, toKey } from '../encoding/bytes.ts';
import { decodeAccount } from './accountCodec.ts';
import { decodeChangedKeys } from './changedKeys.ts';
import { emptyChanges, type StateChanges } from './changes.ts';
import { slotTableKey } from './source.ts';
import type { StateTables } from './tables.ts';

/** Whether edits were made since the block `head`. */
export function hasPendingEdits(tables: StateTables, head: number): boolean {
  return tables.changedKeys.has(head + 1);
}

/** The edits made since the block `head`, as the values that they led to. */
export function readPendingEdits(tables: StateTables, head: number): StateChanges {
  const edits = emptyChanges();
  const record = tables.changedKeys.get(head + 1);
  if (record === undefined) return edits;
  const keys = decodeChangedKeys(record);
  for (const addressKey of keys.accounts) {
    const accountRecord = tables.accounts.get(fromKey(addressKey));
    const account = accountRecord === undefined ? null : decodeAccount(accountRecord);
    edits.accounts.set(addressKey, account);
    if (account === null) continue;
    const code = tables.codes.get(account.codeHash);
    if (code !== undefined) edits.codes.set(toKey(account.codeHash), code);
  }
  for (const [addressKey, slotKeys] of keys.slots) {
    const slots = new Map();
    for (const key of slotKeys) {
      slots.set(key, tables.slots.get(slotTableKey(fromKey(addressKey), fromKey(key))) ?? EMPTY_BYTES);
    }
    edits.storage.set(addressKey, { cleared: false, slots });
  }
  return edits;
}
