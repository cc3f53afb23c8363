import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A transaction as it was submitted, with the hash that the pool knows it by. */
export interface JournalRecord {
  /** 32 bytes */
  readonly hash: Uint8Array;
  /** as sent: of a blob transaction with its sidecar */
  readonly raw: Uint8Array;
}

/** Length of the transaction and CRC-32 of hash and transaction, each four bytes. */
const PREFIX = 8;
const HASH = 32;

/** The bytes of one record: length, CRC-32, hash, transaction. */
export function encodeRecord({ hash, raw }: JournalRecord): Uint8Array {
  const bytes = new Uint8Array(PREFIX + HASH + raw.length);
  const view = new DataView(bytes.buffer);
  bytes.set(hash, PREFIX);
  bytes.set(raw, PREFIX + HASH);
  view.setUint32(0, raw.length);
  view.setUint32(4, Bun.hash.crc32(bytes.subarray(PREFIX)));
  return bytes;
}

/** The records of a file in order, up to the first that is torn or damaged; none where there is no file. */
export function readRecords(path: string): JournalRecord[] {
  if (!existsSync(path)) return [];
  const bytes = new Uint8Array(readFileSync(path));
  const view = new DataView(bytes.buffer);
  const records: JournalRecord[] = [];
  for (let start = 0; start + PREFIX + HASH <= bytes.length; ) {
    const end = start + PREFIX + HASH + view.getUint32(start);
    if (end > bytes.length) break;
    const body = bytes.subarray(start + PREFIX, end);
    if (Bun.hash.crc32(body) !== view.getUint32(start + 4)) break;
    records.push({ hash: body.subarray(0, HASH), raw: body.subarray(HASH) });
    start = end;
  }
  return records;
}

/** A file that is open to be written at its end. */
export interface OpenRecords {
  /** its descriptor */
  readonly file: number;
  /** bytes */
  readonly size: number;
}

/** Puts exactly these records in the file's place, at once, and leaves the new one open. Where that fails the former stays. */
export function replaceRecords(path: string, records: readonly JournalRecord[]): OpenRecords {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const file = openSync(fresh, 'ax', 0o600);
  try {
    let size = 0;
    for (const record of records) size += writeWhole(file, encodeRecord(record));
    fsyncSync(file);
    renameSync(fresh, path);
    syncDirectory(dirname(path));
    return { file, size };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Makes the new name as safe from a loss of power as the content. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

/** Writes all of the bytes; returns how many. */
export function writeWhole(file: number, bytes: Uint8Array): number {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
  return bytes.length;
}
