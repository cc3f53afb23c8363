import { BLOCK_KEY_LENGTH, blockKey } from '../encoding/blockKey.ts';
import { type BytesKey, EMPTY_BYTES, fromKey } from '../encoding/bytes.ts';
import type { Table } from '../lmdb/table.ts';
import { type ChangedKeys, decodeChangedKeys } from './changedKeys.ts';
import type { PastValues } from './plan.ts';
import { slotTableKey } from './source.ts';
import type { StateTables } from './tables.ts';

/**
 * Reading the past. For each key that a block changes, the history keeps the value from before under key ++ block, so
 * the value after block N is that of the first entry with a greater block, or, when there is none, the latest value.
 */

/** The account's record after `block`; undefined when there was no account. */
export function accountRecordAt(
  tables: StateTables,
  address: Uint8Array,
  block: number,
): Uint8Array | undefined {
  const before = firstChangeAfter(tables.accountHistory, address, block);
  if (before === undefined) return tables.accounts.get(address);
  return before.length === 0 ? undefined : before;
}

/** The slot's value after `block`. */
export function slotAt(tables: StateTables, address: Uint8Array, key: Uint8Array, block: number): Uint8Array {
  const tableKey = slotTableKey(address, key);
  return firstChangeAfter(tables.slotHistory, tableKey, block) ?? tables.slots.get(tableKey) ?? EMPTY_BYTES;
}

/** What the blocks (after, upTo] changed, each with its block; a block without changes has no entry. */
export function* changedKeysBetween(
  tables: StateTables,
  after: number,
  upTo: number,
): Generator<{ block: number; keys: ChangedKeys }> {
  for (let block = after + 1; block <= upTo; block++) {
    const record = tables.changedKeys.get(block);
    if (record !== undefined) yield { block, keys: decodeChangedKeys(record) };
  }
}

/** The values after `block` of everything that the blocks (block, upTo] changed. */
export function valuesAt(tables: StateTables, block: number, upTo: number): PastValues {
  const accounts = new Map<BytesKey, Uint8Array>();
  const slots = new Map<BytesKey, Map<BytesKey, Uint8Array>>();
  for (const step of changedKeysBetween(tables, block, upTo)) {
    // A key's first change after `block` holds its value after `block`; later ones are of no interest.
    for (const address of step.keys.accounts) {
      if (accounts.has(address)) continue;
      accounts.set(address, tables.accountHistory.get(blockKey(step.block, fromKey(address))) ?? EMPTY_BYTES);
    }
    for (const [address, keys] of step.keys.slots) {
      const values = slots.get(address) ?? new Map<BytesKey, Uint8Array>();
      slots.set(address, values);
      for (const key of keys) {
        if (values.has(key)) continue;
        const historyKey = blockKey(step.block, slotTableKey(fromKey(address), fromKey(key)));
        values.set(key, tables.slotHistory.get(historyKey) ?? EMPTY_BYTES);
      }
    }
  }
  return { accounts, slots };
}

function firstChangeAfter(history: Table, key: Uint8Array, block: number): Uint8Array | undefined {
  const entry = history.seek(blockKey(block + 1, key));
  if (entry === undefined || entry.key.length !== key.length + BLOCK_KEY_LENGTH) return undefined;
  for (let i = 0; i < key.length; i++) if (entry.key[i] !== key[i]) return undefined;
  return entry.value;
}
