import { blockKey } from '../encoding/blockKey.ts';
import { fromKey, toKey } from '../encoding/bytes.ts';
import type { Table } from '../lmdb/table.ts';
import type { RecordChange } from '../trie/update.ts';
import { addPlan, decodeChangedKeys, encodeChangedKeys, encodePlanKeys } from './changedKeys.ts';
import { ACCOUNT_TRIE } from './heldTries.ts';
import { changedKeysBetween, valuesAt } from './history.ts';
import { planReturn, type StatePlan } from './plan.ts';
import { latestSource, slotTableKey, storageRecordKey } from './source.ts';
import type { StateTables } from './tables.ts';

/** Writing the state; the caller runs these in the write transaction. */

/** Makes a plan true: latest values and trie records. */
export function writePlan(tables: StateTables, plan: StatePlan): void {
  for (const { key, after } of plan.accounts) writeValue(tables.accounts, key, after);
  for (const { address, slots, trie } of plan.storage) {
    for (const { key, after } of slots) writeValue(tables.slots, slotTableKey(address, key), after);
    for (const { key, bytes } of trie.records)
      writeRecord(tables.storageTries, storageRecordKey(address, key), bytes);
    tables.held.follow(toKey(address), trie);
  }
  for (const { key, bytes } of plan.accountTrie.records) writeRecord(tables.accountTrie, key, bytes);
  tables.held.follow(ACCOUNT_TRIE, plan.accountTrie);
  for (const [hash, code] of plan.codes) tables.codes.put(fromKey(hash), code);
}

/**
 * Keeps the values from before a plan as those before `block`, and what was changed. The first value wins: an edit
 * made since the head already belongs to the next block.
 */
export function writeHistory(tables: StateTables, plan: StatePlan, block: number): void {
  const record = tables.changedKeys.get(block);
  const known = record === undefined ? undefined : decodeChangedKeys(record);
  for (const { key, before } of plan.accounts) {
    if (known?.accounts.has(toKey(key))) continue;
    tables.accountHistory.put(blockKey(block, key), before);
  }
  for (const { address, slots } of plan.storage) {
    const knownSlots = known?.slots.get(toKey(address));
    for (const { key, before } of slots) {
      if (knownSlots?.has(toKey(key))) continue;
      tables.slotHistory.put(blockKey(block, slotTableKey(address, key)), before);
    }
  }
  if (known !== undefined) {
    addPlan(known, plan);
    tables.changedKeys.put(block, encodeChangedKeys(known));
  } else if (plan.accounts.length + plan.storage.length > 0) {
    tables.changedKeys.put(block, encodePlanKeys(plan));
  }
}

/** Takes the latest state back to what it was after `block`; the history of the blocks (block, upTo] goes. */
export function unwindState(tables: StateTables, block: number, upTo: number): void {
  writePlan(tables, planReturn(latestSource(tables), valuesAt(tables, block, upTo)));
  for (const step of changedKeysBetween(tables, block, upTo)) {
    for (const address of step.keys.accounts) {
      tables.accountHistory.remove(blockKey(step.block, fromKey(address)));
    }
    for (const [address, keys] of step.keys.slots) {
      for (const key of keys) {
        tables.slotHistory.remove(blockKey(step.block, slotTableKey(fromKey(address), fromKey(key))));
      }
    }
    tables.changedKeys.remove(step.block);
  }
}

function writeValue(table: Table, key: Uint8Array, value: Uint8Array): void {
  if (value.length === 0) table.remove(key);
  else table.put(key, value);
}

function writeRecord(table: Table, key: Uint8Array, bytes: RecordChange['bytes']): void {
  if (bytes === null) table.remove(key);
  else table.put(key, bytes);
}
