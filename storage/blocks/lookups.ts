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
  const blockPart = new RecordWriter().varint(block).finish();
  transactions.forEach(({ hash, sender, nonce }, index) => {
    const location = new RecordWriter(12).bytes(blockPart).varint(index).finish();
    tables.transactions.put(transactionKey(hash), location);
    tables.senderNonces.put(senderNonceKey(sender, nonce), location);
  });
}

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

function transactionKey(hash: Uint8Array): Uint8Array {
  return hash.slice(0, HASH_PREFIX_LENGTH);
}

function senderNonceKey(sender: Uint8Array, nonce: bigint): Uint8Array {
  senderNonceBytes.set(sender);
  senderNonceView.setBigUint64(20, nonce);
  return senderNonceBytes;
}

function decodeLocation(record: Uint8Array | undefined): TransactionLocation | undefined {
  if (record === undefined) return undefined;
  const reader = new RecordReader(record);
  return { blockNumber: BigInt(reader.varint()), index: reader.varint() };
}
