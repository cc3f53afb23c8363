import { type BytesKey, fromKey, toKey } from '../encoding/bytes.ts';
import { RecordReader, RecordWriter } from '../encoding/varint.ts';
import type { StatePlan } from './plan.ts';
import { ADDRESS_LENGTH, SLOT_KEY_LENGTH } from './source.ts';

/** What a block changed: its accounts, and by address its slots. */
export interface ChangedKeys {
  readonly accounts: Set<BytesKey>;
  readonly slots: Map<BytesKey, Set<BytesKey>>;
}

/** Adds what a plan changes. */
export function addPlan(keys: ChangedKeys, plan: StatePlan): void {
  for (const { key } of plan.accounts) keys.accounts.add(toKey(key));
  for (const { address, slots } of plan.storage) {
    const addressKey = toKey(address);
    const slotKeys = keys.slots.get(addressKey) ?? new Set();
    for (const { key } of slots) slotKeys.add(toKey(key));
    keys.slots.set(addressKey, slotKeys);
  }
}

/** count, addresses; count of accounts with slots, for each: address, count, slot keys. */
export function encodeChangedKeys({ accounts, slots }: ChangedKeys): Uint8Array {
  const writer = new RecordWriter().varint(accounts.size);
  for (const address of accounts) writer.bytes(fromKey(address));
  writer.varint(slots.size);
  for (const [address, keys] of slots) {
    writer.bytes(fromKey(address)).varint(keys.size);
    for (const key of keys) writer.bytes(fromKey(key));
  }
  return writer.finish();
}

/** The keys that a plan changes, in the same form. */
export function encodePlanKeys({ accounts, storage }: StatePlan): Uint8Array {
  const writer = new RecordWriter().varint(accounts.length);
  for (const { key } of accounts) writer.bytes(key);
  writer.varint(storage.length);
  for (const { address, slots } of storage) {
    writer.bytes(address).varint(slots.length);
    for (const { key } of slots) writer.bytes(key);
  }
  return writer.finish();
}

/** Reads what encodeChangedKeys wrote. */
export function decodeChangedKeys(record: Uint8Array): ChangedKeys {
  const reader = new RecordReader(record);
  const keys: ChangedKeys = { accounts: new Set(), slots: new Map() };
  for (let count = reader.varint(); count > 0; count--)
    keys.accounts.add(toKey(reader.bytes(ADDRESS_LENGTH)));
  for (let owners = reader.varint(); owners > 0; owners--) {
    const slots = new Set<BytesKey>();
    keys.slots.set(toKey(reader.bytes(ADDRESS_LENGTH)), slots);
    for (let count = reader.varint(); count > 0; count--) slots.add(toKey(reader.bytes(SLOT_KEY_LENGTH)));
  }
  return keys;
}
