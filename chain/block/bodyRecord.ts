import { RecordReader } from '../record/reader.ts';
import { RecordWriter } from '../record/writer.ts';
import { decodeRlp } from '../rlp/decode.ts';
import { encodeRlp } from '../rlp/encode.ts';
import { DecodeError } from '../rlp/errors.ts';
import { asList, expectSize } from '../rlp/fields.ts';
import { decodeStoredTransaction } from '../transaction/decode.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { Block, Withdrawal } from './block.ts';
import { blockSize, ommersFromItem, withdrawalItems, withdrawalsFromItem } from './blockCodec.ts';
import { encodeHeader, headerItems } from './headerCodec.ts';

/*
 * A stored body is made for reading: one transaction is found without decoding the others, and neither hashes nor
 * senders are computed again.
 *
 *   u8 version (1) · u32 n · n × (hash 32 · sender 20 · u32 end of its bytes) · the transactions' bytes
 *   · RLP [ommers] or [ommers, withdrawals]
 *
 * Ends count from the first transaction byte.
 */
const VERSION = 1;
const TABLE = 5;
const ROW = 56;

/** A block without its header. */
export type Body = Pick<Block, 'transactions' | 'ommers' | 'withdrawals'>;

/** The stored form of a body. */
export function encodeBody(body: Body): Uint8Array {
  const ommers = body.ommers.map(headerItems);
  const tail = encodeRlp(
    body.withdrawals === undefined ? [ommers] : [ommers, body.withdrawals.map(withdrawalItems)],
  );
  let size = TABLE + ROW * body.transactions.length + tail.length;
  for (const { raw } of body.transactions) size += raw.length;
  const writer = new RecordWriter(size);
  writer.u8(VERSION);
  writer.u32(body.transactions.length);
  let end = 0;
  for (const { hash, sender, raw } of body.transactions) {
    end += raw.length;
    writer.bytes(hash);
    writer.bytes(sender);
    writer.u32(end);
  }
  for (const { raw } of body.transactions) writer.bytes(raw);
  writer.bytes(tail);
  return writer.finish();
}

/** Reads a whole stored body. Throws DecodeError when the record is damaged. */
export function decodeBody(record: Uint8Array): Body {
  const transactions: Transaction[] = [];
  for (let index = 0; index < countTransactions(record); index++)
    transactions.push(readTransaction(record, index));
  return { transactions, ...readTail(record) };
}

/** Number of transactions in a stored body. */
export function countTransactions(record: Uint8Array): number {
  const reader = new RecordReader(record);
  const version = reader.u8();
  if (version !== VERSION)
    throw new DecodeError('stored-record', `stored body of unknown version ${version}`);
  return reader.u32();
}

/** The hash of the transaction at `index`, which must exist. */
export function readTransactionHash(record: Uint8Array, index: number): Uint8Array {
  return new RecordReader(record, TABLE + ROW * index).bytes(32);
}

/** The transaction at `index`, which must exist. */
export function readTransaction(record: Uint8Array, index: number): Transaction {
  const row = new RecordReader(record, TABLE + ROW * index);
  const hash = row.bytes(32);
  const sender = row.bytes(20);
  return decodeStoredTransaction(rawTransaction(record, index), hash, sender);
}

/** Bytes of the whole encoded block of which `record` is the body. */
export function storedBlockSize(header: Uint8Array, record: Uint8Array): number {
  const raws: Uint8Array[] = [];
  for (let index = 0; index < countTransactions(record); index++) raws.push(rawTransaction(record, index));
  const { ommers, withdrawals } = readTail(record);
  return blockSize({ header, transactions: raws, ommers: ommers.map(encodeHeader), withdrawals });
}

function rawTransaction(record: Uint8Array, index: number): Uint8Array {
  const start = transactionEnd(record, index - 1);
  const bytes = TABLE + ROW * countTransactions(record);
  return new RecordReader(record, bytes + start).bytes(transactionEnd(record, index) - start);
}

/** Where the bytes of the transaction at `index` end; 0 for -1. */
function transactionEnd(record: Uint8Array, index: number): number {
  return index < 0 ? 0 : new RecordReader(record, TABLE + ROW * index + 52).u32();
}

function readTail(record: Uint8Array): { ommers: Block['ommers']; withdrawals: Withdrawal[] | undefined } {
  const count = countTransactions(record);
  const tail = record.subarray(TABLE + ROW * count + transactionEnd(record, count - 1));
  const items = expectSize(asList(decodeRlp(tail), 'stored body'), [1, 2], 'stored body');
  return {
    ommers: ommersFromItem(items[0]),
    withdrawals: items.length === 2 ? withdrawalsFromItem(items[1]) : undefined,
  };
}
