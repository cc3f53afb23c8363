import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptStoreError } from '../errors.ts';

/**
 * A look at LMDB's data file before LMDB maps it: lmdb-js ends the process on a file that is not LMDB's, and reading
 * past the end of a truncated one would too.
 *
 * The file begins with two meta pages (lmdb.h, MDB_meta): at 24 the magic number, at 48 the page size, at 144 the
 * last page in use, at 152 the transaction that wrote it. The newer one counts.
 */
const MAGIC = 0xbeefc0de;
const META_LENGTH = 160;

/** Pages at the end that a commit allocated but had no need to write may be missing. */
const UNWRITTEN_PAGES = 256;

/** The data file of a directory. */
export function dataFileOf(directory: string): string {
  return join(directory, 'data.mdb');
}

/** Throws CorruptStoreError when there is a data file and LMDB could not use it. A missing or empty one is made anew. */
export function checkDataFile(directory: string): void {
  const path = dataFileOf(directory);
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    if (size === 0) return;
    const first = readMeta(file, 0);
    if (first === undefined) throw new CorruptStoreError(`${path} is not the data file of a store`);
    const second = readMeta(file, first.pageSize);
    const newest = second !== undefined && second.transaction > first.transaction ? second : first;
    const needed = (newest.lastPage + 1 - UNWRITTEN_PAGES) * first.pageSize;
    if (size < needed) {
      throw new CorruptStoreError(
        `${path} is truncated: it has ${size} bytes of ${needed} or more. Restore it from a backup, or import the blocks again.`,
      );
    }
  } finally {
    closeSync(file);
  }
}

function readMeta(file: number, position: number) {
  const bytes = new Uint8Array(META_LENGTH);
  if (readSync(file, bytes, 0, META_LENGTH, position) < META_LENGTH) return undefined;
  const view = new DataView(bytes.buffer);
  const pageSize = view.getUint32(48, true);
  if (view.getUint32(24, true) !== MAGIC || pageSize < 512 || pageSize > 65536) return undefined;
  return {
    pageSize,
    lastPage: Number(view.getBigUint64(144, true)),
    transaction: view.getBigUint64(152, true),
  };
}
