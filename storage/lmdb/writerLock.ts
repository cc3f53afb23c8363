import { Database } from 'bun:sqlite';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreLockedError } from '../errors.ts';

/** Held by the one process that may write to a data directory. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the writer's lock of a directory or throws StoreLockedError at once. LMDB itself would make a second writer
 * wait and both would believe that they own the head. The lock is the operating system's file lock as SQLite takes it
 * (its only use here): it needs no cleaning up after kill -9 and works on every platform that Bun runs on.
 */
export function acquireWriterLock(directory: string): WriterLock {
  const database = new Database(join(directory, 'writer.lock'), { create: true });
  try {
    database.exec('PRAGMA journal_mode = OFF');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new StoreLockedError(directory, holderOf(directory), { cause });
  }
  writeFileSync(join(directory, 'writer.pid'), String(process.pid));
  return { release: () => database.close() };
}

/** The process that wrote its number last; only for the message. */
function holderOf(directory: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(directory, 'writer.pid'), 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}
