import { EMPTY_BYTES, toKey } from '../encoding/bytes.ts';
import { copyBytes } from '../encoding/copy.ts';
import { keccak256 } from '../encoding/keccak.ts';
import { CorruptStoreError } from '../errors.ts';
import { ROOT_RECORD_KEY, recordKey } from '../trie/path.ts';
import { type Child, decodeRootRecord } from '../trie/record.ts';
import type { TrieView } from '../trie/view.ts';
import { accountLeaf } from './accountCodec.ts';
import { ACCOUNT_TRIE } from './heldTries.ts';
import type { StateTables } from './tables.ts';

/** Bytes of an address. */
export const ADDRESS_LENGTH = 20;
/** Bytes of a slot's key. */
export const SLOT_KEY_LENGTH = 32;

/** A world state in stored form, latest or past: what computing a root and proving need of it. */
export interface StateSource {
  /** The account's record (accountCodec.ts); undefined when there is no such account. */
  accountRecord(address: Uint8Array): Uint8Array | undefined;
  /** A slot's minimal big-endian value; empty is zero. */
  slot(address: Uint8Array, key: Uint8Array): Uint8Array;
  /** The keys of an account's slots that are not zero. */
  slotKeys(address: Uint8Array): Iterable<Uint8Array>;
  accountTrie(): TrieView;
  storageTrie(address: Uint8Array): TrieView;
}

/** The latest state as the tables hold it. */
export function latestSource(tables: StateTables): StateSource {
  const { held } = tables;
  const source: StateSource = {
    accountRecord: (address) => tables.accounts.get(address),
    slot: (address, key) => tables.slots.get(slotTableKey(address, key)) ?? EMPTY_BYTES,
    *slotKeys(address) {
      for (const { key } of tables.slots.prefixed(address)) yield key.slice(ADDRESS_LENGTH);
    },
    accountTrie: () => ({
      keyLength: ADDRESS_LENGTH,
      root: () =>
        held.root(ACCOUNT_TRIE, () => rootNode(tables.accountTrie.get(ROOT_RECORD_KEY), ADDRESS_LENGTH)),
      record: (path, depth) => tables.accountTrie.get(recordKey(path, depth)),
      kept: held.kept,
      leafPath: keccak256,
      leafValue: (address) => accountLeafValue(source, address),
    }),
    storageTrie(address) {
      const read = (key: Uint8Array) => tables.storageTries.get(storageRecordKey(address, key));
      return {
        keyLength: SLOT_KEY_LENGTH,
        root: () => held.root(toKey(address), () => rootNode(read(ROOT_RECORD_KEY), SLOT_KEY_LENGTH)),
        record: (path, depth) => read(recordKey(path, depth)),
        kept: held.kept,
        leafPath: keccak256,
        leafValue: (key) => slotLeafValue(source.slot(address, key)),
      };
    },
  };
  return source;
}

function rootNode(record: Uint8Array | undefined, keyLength: number): Child | undefined {
  return record && decodeRootRecord(record, keyLength);
}

/** The account trie's leaf value of an account that the trie has. */
export function accountLeafValue(source: StateSource, address: Uint8Array): Uint8Array {
  const record = source.accountRecord(address);
  if (record === undefined) throw new CorruptStoreError('the account trie has a leaf without an account');
  return accountLeaf(record);
}

/** The storage trie's leaf value: the slot's value in RLP. */
export function slotLeafValue(value: Uint8Array): Uint8Array {
  if (value.length === 1 && (value[0] ?? 0) < 0x80) return value;
  const leaf = new Uint8Array(1 + value.length);
  leaf[0] = 0x80 + value.length;
  leaf.set(value, 1);
  return leaf;
}

/** address ++ slot key */
export function slotTableKey(address: Uint8Array, key: Uint8Array): Uint8Array {
  const tableKey = new Uint8Array(ADDRESS_LENGTH + SLOT_KEY_LENGTH);
  tableKey.set(address);
  tableKey.set(key, ADDRESS_LENGTH);
  return tableKey;
}

/** address ++ record key: where a storage trie's record lies. */
export function storageRecordKey(address: Uint8Array, key: Uint8Array): Uint8Array {
  const tableKey = new Uint8Array(ADDRESS_LENGTH + key.length);
  copyBytes(tableKey, 0, address, 0, ADDRESS_LENGTH);
  copyBytes(tableKey, ADDRESS_LENGTH, key, 0, key.length);
  return tableKey;
}
