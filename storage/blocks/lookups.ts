import { RecordReader, RecordWriter } from '../encoding/varint.ts';
import type { Table } from '../lmdb/table.ts';
import type { StoredTransactionKey, TransactionLocation } from './storedBlock.ts';

/** Where canonical transactions are: by hash, and by sender and nonce. */
export interface LookupTables {
  readonly transactions: Table;
  readonly senderNonces: Table;
}

/** The part of a transaction hash that is the key: 128 bits. */
export const HASH_PREFIX_LENGTH = 16;

/** Where the transaction with this hash is. */
export function findTransaction(tables: LookupTables, hash: Uint8Array): TransactionLocation | undefined {
  return decodeLocation(tables.transactions.get(transactionKey(hash)));
}

/** Where the transaction with this sender and nonce is. */
export function findSenderNonce(
  tables: LookupTables,
  sender: Uint8Array,
  nonce: bigint,
): TransactionLocation | undefined {
  return decodeLocation(tables.senderNonces.get(senderNonceKey(sender, nonce)));
}

/** Enters a block's transactions. */
export function addLookups(
  tables: LookupTables,
  block: number,
  transactions: readonly StoredTransactionKey[],
): void {
  const locations = transactions.map((_, index) => new RecordWriter(16).varint(block).varint(index).finish());
  const at = (index: number) => transactions[index] as StoredTransactionKey;
  // in the order of the keys, as far as their beginnings tell it: neighbours lie on the same pages
  for (const index of orderBy(transactions.map(({ hash }) => hash))) {
    tables.transactions.put(transactionKey(at(index).hash), locations[index] as Uint8Array);
  }
  for (const index of orderBy(transactions.map(({ sender }) => sender))) {
    const { sender, nonce } = at(index);
    tables.senderNonces.put(senderNonceKey(sender, nonce), locations[index] as Uint8Array);
  }
}

/** The indexes of these byte strings, sorted by their first four bytes; those with the same in the order given. */
function orderBy(values: readonly Uint8Array[]): Uint32Array {
  const { length } = values;
  const sortable = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = values[i] as Uint8Array;
    const leading =
      (value[0] as number) * 2 ** 24 + ((value[1] as number) << 16) + ((value[2] as number) << 8);
    // below 2^53: 32 bits of the value, then 20 of its index
    sortable[i] = (leading + (value[3] as number)) * MOST_INDEXES + i;
  }
  sortable.sort();
  return Uint32Array.from(sortable, (value) => value % MOST_INDEXES);
}

/** More than the transactions that a block can have. */
const MOST_INDEXES = 2 ** 20;

/** Takes a block's transactions out again. */
export function removeLookups(
  tables: LookupTables,
  transactions: readonly { hash: Uint8Array; sender: Uint8Array; nonce: bigint }[],
): void {
  for (const { hash, sender, nonce } of transactions) {
    tables.transactions.remove(transactionKey(hash));
    tables.senderNonces.remove(senderNonceKey(sender, nonce));
  }
}

const senderNonceBytes = new Uint8Array(20 + 8);
const senderNonceView = new DataView(senderNonceBytes.buffer);

const transactionKeyBytes = new Uint8Array(HASH_PREFIX_LENGTH);

function transactionKey(hash: Uint8Array): Uint8Array {
  for (let i = 0; i < HASH_PREFIX_LENGTH; i++) transactionKeyBytes[i] = hash[i] as number;
  return transactionKeyBytes;
}

function senderNonceKey(sender: Uint8Array, nonce: bigint): Uint8Array {
  for (let i = 0; i < 20; i++) senderNonceBytes[i] = sender[i] as number;
  senderNonceView.setBigUint64(20, nonce);
  return senderNonceBytes;
}

function decodeLocation(record: Uint8Array | undefined): TransactionLocation | undefined {
  if (record === undefined) return undefined;
  const reader = new RecordReader(record);
  return { blockNumber: BigInt(reader.varint()), index: reader.varint() };
}
