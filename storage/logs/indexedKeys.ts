import { HASH_PREFIX_LENGTH } from '../blocks/lookups.ts';
import type { StoredTransactionKey } from '../blocks/storedBlock.ts';
import { type BytesKey, fromKey } from '../encoding/bytes.ts';
import { RecordReader, RecordWriter } from '../encoding/varint.ts';

/** What a block entered into the lookups and the log index: enough to take it out again. */
export interface IndexedKeys {
  /** `hash` is only the part that is the lookup's key */
  readonly transactions: readonly StoredTransactionKey[];
  readonly logPrefixes: readonly Uint8Array[];
}

const prefix = new Uint8Array(HASH_PREFIX_LENGTH);
const nonceBytes = new Uint8Array(8);
const nonceView = new DataView(nonceBytes.buffer);

/** count, per transaction: hash prefix 16, sender 20, nonce 8; then each log prefix (its second byte says how long it is). */
export function encodeIndexedKeys(
  transactions: readonly StoredTransactionKey[],
  logPrefixes: Iterable<BytesKey>,
): Uint8Array {
  const writer = new RecordWriter().varint(transactions.length);
  for (const { hash, sender, nonce } of transactions) {
    nonceView.setBigUint64(0, nonce);
    for (let i = 0; i < HASH_PREFIX_LENGTH; i++) prefix[i] = hash[i] as number;
    writer.bytes(prefix).bytes(sender).bytes(nonceBytes);
  }
  for (const logPrefix of logPrefixes) writer.bytes(fromKey(logPrefix));
  return writer.finish();
}

/** Reads what encodeIndexedKeys wrote. */
export function decodeIndexedKeys(record: Uint8Array): IndexedKeys {
  const reader = new RecordReader(record);
  const transactions: StoredTransactionKey[] = [];
  for (let count = reader.varint(); count > 0; count--) {
    const hash = reader.bytes(HASH_PREFIX_LENGTH);
    const sender = reader.bytes(20);
    const nonce = reader.bytes(8);
    transactions.push({ hash, sender, nonce: new DataView(nonce.buffer, nonce.byteOffset).getBigUint64(0) });
  }
  const logPrefixes: Uint8Array[] = [];
  while (!reader.done) {
    const length = record[reader.position + 1] ?? 0;
    logPrefixes.push(reader.bytes(2 + length));
  }
  return { transactions, logPrefixes };
}
