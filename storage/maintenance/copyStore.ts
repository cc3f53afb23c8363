import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { StorageError } from '../errors.ts';
import { dataFileOf } from '../lmdb/dataFile.ts';
import { Environment } from '../lmdb/environment.ts';
import { acquireWriterLock } from '../lmdb/writerLock.ts';
import { checkStoreVersion } from '../storeVersion.ts';

/** Where a copy is made before it takes its place; one that was interrupted is begun anew. */
const UNFINISHED = 'unfinished-copy';

/**
 * Copies the newest commit of a store to a directory that has none, without free pages, and answers its size in bytes.
 * A node may run on the store meanwhile. The copy is on disk, and there only when it is whole. Throws StorageError.
 */
export async function copyStore(from: string, to: string): Promise<number> {
  if (existsSync(dataFileOf(to))) {
    throw new StorageError('not-empty', `there is a store in ${to} already: choose another directory`);
  }
  mkdirSync(to, { recursive: true });
  return copyInto(from, to);
}

/**
 * Writes a store anew without its free pages, in its own place, and answers its sizes in bytes before and after. Nobody
 * may write to it meanwhile: throws StoreLockedError. Killed at any moment it leaves the one or the other.
 */
export async function compactStore(
  path: string,
): Promise<{ readonly before: number; readonly after: number }> {
  if (!existsSync(dataFileOf(path))) {
    throw new StorageError('store-missing', `there is no store in ${path}`);
  }
  const lock = acquireWriterLock(path);
  try {
    const before = statSync(dataFileOf(path)).size;
    const after = await copyInto(path, path);
    return { before, after };
  } finally {
    lock.release();
  }
}

async function copyInto(from: string, to: string): Promise<number> {
  const unfinished = join(to, UNFINISHED);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const environment = new Environment({ path: from, durable: true, readOnly: true });
  try {
    checkStoreVersion(environment, from);
    await environment.copyTo(unfinished);
  } finally {
    await environment.close();
  }
  const [file] = readdirSync(unfinished).filter((name) => name.endsWith('.mdb') && name !== 'lock.mdb');
  if (file === undefined) throw new StorageError('write-failed', `no copy of ${from} was made`);
  const made = join(unfinished, file);
  sync(made);
  const { size } = statSync(made);
  renameSync(made, dataFileOf(to));
  rmSync(unfinished, { recursive: true, force: true });
  sync(to);
  return size;
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
