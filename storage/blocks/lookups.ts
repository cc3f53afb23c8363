import { equalBytes } from '../encoding/bytes.ts';
import { RecordReader, RecordWriter } from '../encoding/varint.ts';
import type { Table } from '../lmdb/table.ts';
import type { StoredTransactionKey, TransactionLocation } from './storedBlock.ts';

/**
 * Where canonical transactions are: by hash, and by sender and nonce. What a sender has in one block with nonces that follow
 * each other is one entry, a run: the block, the index of the first, and the distances of the others.
 */
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

/**
 * Where the transaction with this sender and nonce is. Where a sender's nonces were set back between blocks (dev mode), the
 * newest block that has this nonce or the next lower one answers.
 */
export function findSenderNonce(
  tables: LookupTables,
  sender: Uint8Array,
  nonce: bigint,
): TransactionLocation | undefined {
  const key = senderNonceKey(sender, nonce);
  const exact = tables.senderNonces.get(key);
  if (exact !== undefined) return decodeLocation(exact);
  const run = tables.senderNonces.seekBack(key);
  if (run === undefined || !equalBytes(run.key.subarray(0, sender.length), sender)) return undefined;
  const first = new DataView(run.key.buffer, run.key.byteOffset).getBigUint64(sender.length);
  return decodeLocation(run.value, Number(nonce - first));
}

/** Enters a block's transactions. */
export function addLookups(
  tables: LookupTables,
  block: number,
  transactions: readonly StoredTransactionKey[],
): void {
  const record = new RecordWriter();
  const at = (index: number) => transactions[index] as StoredTransactionKey;
  // in the order of the keys, as far as their beginnings tell it: neighbours lie on the same pages
  const byHash = orderBy(transactions, ({ hash }) => hash);
  for (let place = 0; place < byHash.length; place++) {
    const index = byHash[place] as number;
    const location = record.restart().varint(block).varint(index).finish();
    tables.transactions.put(transactionKey(at(index).hash), location);
  }
  const bySender = orderBy(transactions, ({ sender }) => sender);
  for (let start = 0; start < bySender.length; ) {
    const { sender, nonce } = at(bySender[start] as number);
    record.restart().varint(block);
    let last = 0;
    let count = 0;
    for (; start < bySender.length; start++) {
      const index = bySender[start] as number;
      const next = at(index);
      if (next.nonce !== nonce + BigInt(count) || !equalBytes(next.sender, sender)) break;
      record.varint(index - last);
      last = index;
      count++;
    }
    tables.senderNonces.put(senderNonceKey(sender, nonce), record.finish());
  }
}

/** The indexes of transactions, sorted by the first four bytes of a part; those with the same in the order given. */
function orderBy(
  transactions: readonly StoredTransactionKey[],
  part: (transaction: StoredTransactionKey) => Uint8Array,
): Uint32Array {
  const { length } = transactions;
  const order = new Uint32Array(length);
  if (length < 2) return order;
  const sortable = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = part(transactions[i] as StoredTransactionKey);
    const leading =
      (value[0] as number) * 2 ** 24 + ((value[1] as number) << 16) + ((value[2] as number) << 8);
    // below 2^53: 32 bits of the value, then 20 of its index
    sortable[i] = (leading + (value[3] as number)) * MOST_INDEXES + i;
  }
  sortable.sort();
  for (let i = 0; i < length; i++) order[i] = (sortable[i] as number) % MOST_INDEXES;
  return order;
}

/** More than the transactions that a block can have. */
const MOST_INDEXES = 2 ** 20;

/** Takes a block's transactions out again. A nonce within a run has no entry of its own, and removing nothing is allowed. */
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

/** The transaction so many places after the first of a run. */
function decodeLocation(record: Uint8Array | undefined, place = 0): TransactionLocation | undefined {
  if (record === undefined) return undefined;
  const reader = new RecordReader(record);
  const blockNumber = BigInt(reader.varint());
  let index = reader.varint();
  for (let left = place; left > 0; left--) {
    if (reader.done) return undefined;
    index += reader.varint();
  }
  return { blockNumber, index };
}
