import type { Log } from '../../vm/log.ts';
import { RecordReader } from '../record/reader.ts';
import { RecordWriter } from '../record/writer.ts';
import { DecodeError } from '../rlp/errors.ts';
import type { TransactionType } from '../transaction/transaction.ts';
import { BLOOM_SIZE, EMPTY_BLOOM } from './bloom.ts';
import type { Receipt } from './receipt.ts';
import { readStoredLog, type StoredLog } from './storedLog.ts';

/*
 * The stored receipts of a block are made for reading: one receipt, or the logs of one transaction, is found without
 * decoding the others, and nothing is computed again.
 *
 *   u8 version (1) · u32 n · n × (u32 end of its bytes · u32 logs in the block up to and with it) · receipts
 *   receipt: u8 type · u8 flags · u64 cumulative gas · u64 gas · uint price · [root 32] · [contract 20]
 *            · [u64 blob gas · uint blob price] · bloom · u32 logs · logs
 *   log:     address 20 · u8 topics · topics 32 each · u32 length · data
 *   bloom:   u8 k · k × (u8 place · u8 value) for its bytes that are not zero, or u8 255 · all 256 bytes
 *
 * Ends count from the first receipt byte.
 */
const VERSION = 1;
const TABLE = 5;
const ROW = 8;
const DENSE_BLOOM = 255;
/** From here on the pairs are no shorter than the bloom itself. */
const SPARSE_LIMIT = 127;

const FLAG_STATUS = 1;
const FLAG_SUCCESS = 2;
const FLAG_CONTRACT = 4;
const FLAG_BLOBS = 8;

/** A transaction's place among the logs of its block. */
export interface LogSpan {
  readonly transactionIndex: number;
  /** index in the block of the transaction's first log */
  readonly firstLog: number;
}

/** The stored form of a block's receipts. */
export function encodeReceipts(receipts: readonly Receipt[]): Uint8Array {
  const writer = new RecordWriter();
  writer.u8(VERSION);
  writer.u32(receipts.length);
  for (let i = 0; i < receipts.length; i++) writer.u64(0n);
  const start = writer.size;
  let logs = 0;
  receipts.forEach((receipt, index) => {
    writeReceipt(writer, receipt);
    logs += receipt.logs.length;
    writer.patchU32(TABLE + ROW * index, writer.size - start);
    writer.patchU32(TABLE + ROW * index + 4, logs);
  });
  return writer.finish();
}

/** Number of receipts in the record. Throws DecodeError for a record of another version. */
export function countReceipts(record: Uint8Array): number {
  const reader = new RecordReader(record);
  const version = reader.u8();
  if (version !== VERSION)
    throw new DecodeError('stored-record', `stored receipts of unknown version ${version}`);
  return reader.u32();
}

/** All receipts of the block. */
export function decodeReceipts(record: Uint8Array): Receipt[] {
  const count = countReceipts(record);
  const receipts: Receipt[] = [];
  for (let index = 0; index < count; index++) receipts.push(readReceipt(record, index));
  return receipts;
}

/** The receipt at `index`, which must exist. */
export function readReceipt(record: Uint8Array, index: number): Receipt {
  const reader = receiptReader(record, index);
  return { ...readHead(reader), logsBloom: readBloom(reader), logs: readLogs(reader) };
}

/** The logs of the transaction at `index`, which must exist. */
export function readTransactionLogs(record: Uint8Array, index: number): StoredLog[] {
  const reader = receiptReader(record, index);
  skipHead(reader);
  skipBloom(reader);
  const logs: StoredLog[] = [];
  for (let count = reader.u32(); count > 0; count--) logs.push(readStoredLog(reader));
  return logs;
}

/**
 * The transaction that emitted the block's log at `logIndex`; undefined past the last log. It is not one before the transaction
 * at `from`, and most often that one itself.
 */
export function spanOfLog(record: Uint8Array, logIndex: number, from = 0): LogSpan | undefined {
  const count = countReceipts(record);
  let low = from;
  let high = low < count && logsThrough(record, low) > logIndex ? low : count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (logsThrough(record, middle) > logIndex) high = middle;
    else low = middle + 1;
  }
  return low === count ? undefined : { transactionIndex: low, firstLog: logsThrough(record, low - 1) };
}

/** Index in the block of the first log of the transaction at `index`. */
export function firstLogOf(record: Uint8Array, index: number): number {
  return logsThrough(record, index - 1);
}

function logsThrough(record: Uint8Array, index: number): number {
  return index < 0 ? 0 : new RecordReader(record, TABLE + ROW * index + 4).u32();
}

function receiptReader(record: Uint8Array, index: number): RecordReader {
  const start = index === 0 ? 0 : new RecordReader(record, TABLE + ROW * (index - 1)).u32();
  return new RecordReader(record, TABLE + ROW * countReceipts(record) + start);
}

function writeReceipt(writer: RecordWriter, receipt: Receipt): void {
  const { stateRoot, succeeded, contractAddress, blobGasUsed, blobGasPrice } = receipt;
  writer.u8(receipt.type);
  writer.u8(
    (stateRoot === undefined ? FLAG_STATUS : 0) |
      (succeeded === true ? FLAG_SUCCESS : 0) |
      (contractAddress === undefined ? 0 : FLAG_CONTRACT) |
      (blobGasUsed === undefined ? 0 : FLAG_BLOBS),
  );
  writer.u64(receipt.cumulativeGasUsed);
  writer.u64(receipt.gasUsed);
  writer.uint(receipt.effectiveGasPrice);
  if (stateRoot !== undefined) writer.bytes(stateRoot);
  if (contractAddress !== undefined) writer.bytes(contractAddress);
  if (blobGasUsed !== undefined) {
    writer.u64(blobGasUsed);
    writer.uint(blobGasPrice ?? 0n);
  }
  writeBloom(writer, receipt.logsBloom);
  writer.u32(receipt.logs.length);
  for (const { address, topics, data } of receipt.logs) {
    writer.bytes(address);
    writer.u8(topics.length);
    for (const topic of topics) writer.bytes(topic);
    writer.u32(data.length);
    writer.bytes(data);
  }
}

function readHead(reader: RecordReader): Omit<Receipt, 'logsBloom' | 'logs'> {
  const type = reader.u8() as TransactionType;
  const flags = reader.u8();
  const hasStatus = (flags & FLAG_STATUS) !== 0;
  const hasBlobs = (flags & FLAG_BLOBS) !== 0;
  return {
    type,
    succeeded: hasStatus ? (flags & FLAG_SUCCESS) !== 0 : undefined,
    cumulativeGasUsed: reader.u64(),
    gasUsed: reader.u64(),
    effectiveGasPrice: reader.uint(),
    stateRoot: hasStatus ? undefined : reader.bytes(32),
    contractAddress: (flags & FLAG_CONTRACT) === 0 ? undefined : reader.bytes(20),
    blobGasUsed: hasBlobs ? reader.u64() : undefined,
    blobGasPrice: hasBlobs ? reader.uint() : undefined,
  };
}

/** Past what readHead reads. */
function skipHead(reader: RecordReader): void {
  reader.skip(1);
  const flags = reader.u8();
  reader.skip(16);
  reader.skip(reader.u8());
  if ((flags & FLAG_STATUS) === 0) reader.skip(32);
  if ((flags & FLAG_CONTRACT) !== 0) reader.skip(20);
  if ((flags & FLAG_BLOBS) === 0) return;
  reader.skip(8);
  reader.skip(reader.u8());
}

function readLogs(reader: RecordReader): Log[] {
  const count = reader.u32();
  const logs: Log[] = [];
  for (let i = 0; i < count; i++) {
    const address = reader.bytes(20);
    const topicCount = reader.u8();
    const topics: Uint8Array[] = [];
    for (let topic = 0; topic < topicCount; topic++) topics.push(reader.bytes(32));
    logs.push({ address, topics, data: reader.bytes(reader.u32()) });
  }
  return logs;
}

/** Of the bytes of a bloom that are not zero, while it is written. */
const places = new Uint8Array(BLOOM_SIZE);

function writeBloom(writer: RecordWriter, bloom: Uint8Array): void {
  if (bloom === EMPTY_BLOOM) {
    writer.u8(0);
    return;
  }
  let count = 0;
  for (let place = 0; place < BLOOM_SIZE; place++) if (bloom[place] !== 0) places[count++] = place;
  if (count > SPARSE_LIMIT) {
    writer.u8(DENSE_BLOOM);
    writer.bytes(bloom);
    return;
  }
  writer.u8(count);
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    writer.u8(place);
    writer.u8(bloom[place] as number);
  }
}

function readBloom(reader: RecordReader): Uint8Array {
  const count = reader.u8();
  if (count === DENSE_BLOOM) return reader.bytes(BLOOM_SIZE);
  const bloom = new Uint8Array(BLOOM_SIZE);
  for (let i = 0; i < count; i++) {
    const place = reader.u8();
    bloom[place] = reader.u8();
  }
  return bloom;
}

/** Past what readBloom reads. */
function skipBloom(reader: RecordReader): void {
  const count = reader.u8();
  reader.skip(count === DENSE_BLOOM ? BLOOM_SIZE : 2 * count);
}
