import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { CorruptStoreError, StorageError } from '../errors.ts';
import { databaseName, KEYSPACES, type KeyspaceName } from '../keyspaces.ts';
import { Table } from './table.ts';
import { acquireWriterLock, type WriterLock } from './writerLock.ts';

export interface EnvironmentOptions {
  /** A directory; made when missing, unless readOnly. */
  readonly path: string;
  /** True: a transaction is on disk (fdatasync) when `write` returns. False: never synced; survives the process, not the machine. */
  readonly durable: boolean;
  /** Bytes of address space to begin with; the map grows by itself. */
  readonly mapSize?: number;
  readonly readOnly?: boolean;
}

/**
 * The LMDB environment of one data directory: its tables and its one write transaction.
 *
 * Nested `write` calls join the outer transaction. When any of them has failed, the outer one rolls back even if the
 * error was caught in between: half of a block can then not be committed by accident.
 */
export class Environment {
  readonly readOnly: boolean;
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;
  readonly #lock: WriterLock | undefined;
  readonly #tables = new Map<KeyspaceName, Table>();
  #writing = false;
  #failed = false;
  #closed = false;

  constructor(options: EnvironmentOptions) {
    this.readOnly = options.readOnly ?? false;
    if (this.readOnly) {
      if (!existsSync(join(options.path, 'data.mdb'))) {
        throw new StorageError('store-missing', `there is no store in ${options.path}`);
      }
    } else {
      mkdirSync(options.path, { recursive: true });
      this.#lock = acquireWriterLock(options.path);
    }
    try {
      this.#root = openRoot(options);
    } catch (cause) {
      this.#lock?.release();
      throw new CorruptStoreError(`the store in ${options.path} cannot be opened: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  /** Opens a keyspace's table; a reader finds only those that a writer has made. */
  table(name: KeyspaceName): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Table(this.#openDatabase(name));
      this.#tables.set(name, table);
    }
    return table;
  }

  get writing(): boolean {
    return this.#writing;
  }

  /** Runs `fn` in the write transaction: all of its writes are kept, or, when it throws, none. */
  write<T>(fn: () => T): T {
    if (this.#closed) throw new StorageError('store-closed', 'the store is closed');
    if (this.readOnly) throw new StorageError('store-read-only', 'the store was opened for reading only');
    if (this.#writing) return this.#join(fn);
    this.#writing = true;
    this.#failed = false;
    try {
      return this.#root.transactionSync(() => {
        const result = fn();
        if (this.#failed)
          throw new StorageError('failed-batch', 'a step of this transaction failed: nothing was kept');
        return result;
      });
    } finally {
      this.#writing = false;
    }
  }

  #join<T>(fn: () => T): T {
    if (this.#failed) throw new StorageError('failed-batch', 'an earlier step of this transaction failed');
    try {
      return fn();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** Entries and bytes of each keyspace, for people. */
  statistics(): { name: KeyspaceName; number: number; entries: number; bytes: number }[] {
    const pageSize = (this.#root.getStats() as Record<string, number>).pageSize ?? 4096;
    const names = Object.keys(KEYSPACES) as KeyspaceName[];
    return names.map((name) => {
      const { entries, pages } = this.table(name).statistics();
      return { name, number: KEYSPACES[name].number, entries, bytes: pages * pageSize };
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#root.close();
    this.#lock?.release();
  }

  #openDatabase(name: KeyspaceName): Database<Uint8Array, Uint8Array> {
    try {
      return this.#root.openDB({ name: databaseName(name), keyEncoding: 'binary', encoding: 'binary' });
    } catch (cause) {
      throw new CorruptStoreError(`keyspace ${name} cannot be opened: ${messageOf(cause)}`, { cause });
    }
  }
}

function openRoot(options: EnvironmentOptions): RootDatabase<Uint8Array, Uint8Array> {
  return open<Uint8Array, Uint8Array>({
    path: options.path,
    // A directory whose name has a dot must stay a directory.
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
    maxDbs: 64,
    // Every commit syncs by itself. lmdb's default syncs later, on another thread, for its asynchronous writes.
    overlappingSync: false,
    noSync: !options.durable && !options.readOnly,
    readOnly: options.readOnly ?? false,
    ...(options.mapSize === undefined ? {} : { mapSize: options.mapSize }),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
