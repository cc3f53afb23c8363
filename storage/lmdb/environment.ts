/*
 * A little longer than most files: all that LMDB's environment does for the store, in one place.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { CorruptStoreError, StorageError } from '../errors.ts';
import {
  type BlockKeyspaceName,
  DATABASES,
  type DatabaseName,
  isByHashIn,
  KEYSPACES,
  type KeyspaceName,
} from '../keyspaces.ts';
import { BlockTable } from './blockTable.ts';
import { ByteDatabase } from './byteDatabase.ts';
import type { ByteStore } from './byteStore.ts';
import { checkDataFile, dataFileOf } from './dataFile.ts';
import { Table } from './table.ts';
import { WriteBuffer } from './writeBuffer.ts';
import { acquireWriterLock, type WriterLock } from './writerLock.ts';

/** How an environment is opened. */
export interface EnvironmentOptions {
  /** A directory; made when missing, unless readOnly. */
  readonly path: string;
  /** True: a transaction is on disk (fdatasync) when `write` returns. False: never synced; survives the process, not the machine. */
  readonly durable: boolean;
  /** Bytes of address space to begin with; the map grows by itself. */
  readonly mapSize?: number;
  readonly readOnly?: boolean;
  /**
   * True: small changes wait in memory and reach LMDB many at once. For a store that ends with its process and that no other
   * process reads.
   */
  readonly buffered?: boolean;
}

/** What an environment takes of the machine. */
export interface StoreUsage {
  /** bytes of address space; the map grows by itself */
  readonly mapBytes: number;
  /** bytes of pages in use or free to be used again: what the file takes on the disk */
  readonly usedBytes: number;
  /** places of the reader table that are taken, of so many */
  readonly readers: number;
  readonly maxReaders: number;
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
  readonly #databases = new Map<DatabaseName, { readonly stored: ByteDatabase; readonly used: ByteStore }>();
  readonly #buffer: WriteBuffer | undefined;
  #writing = false;
  #failed = false;
  #closed = false;

  constructor(options: EnvironmentOptions) {
    this.readOnly = options.readOnly ?? false;
    this.#buffer = options.buffered === true && !this.readOnly ? new WriteBuffer() : undefined;
    if (this.readOnly) {
      if (!existsSync(dataFileOf(options.path))) {
        throw new StorageError('store-missing', `there is no store in ${options.path}`);
      }
    } else {
      mkdirSync(options.path, { recursive: true });
      this.#lock = acquireWriterLock(options.path);
    }
    try {
      checkDataFile(options.path);
      const isNew = !existsSync(dataFileOf(options.path));
      this.#root = openRoot(options);
      if (isNew && options.durable)
        for (const path of [options.path, dirname(options.path)]) syncDirectory(path);
    } catch (cause) {
      this.#lock?.release();
      if (cause instanceof StorageError) throw cause;
      throw new CorruptStoreError(`the store in ${options.path} cannot be opened: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  /** A keyspace keyed by anything but the block number. */
  table(name: Exclude<KeyspaceName, BlockKeyspaceName>): Table {
    return new Table(this.#database(KEYSPACES[name].database).used, KEYSPACES[name].number);
  }

  /** A keyspace keyed by the block number. */
  blockTable(name: BlockKeyspaceName): BlockTable {
    return new BlockTable(this.#database('chain').used, KEYSPACES[name].number);
  }

  /** Runs `fn` in the write transaction: all of its writes are kept, or, when it throws, none. A `small` one may wait in memory. */
  write<T>(fn: () => T, small = false): T {
    this.requireWritable();
    if (this.#writing) return this.#join(fn);
    this.#writing = true;
    this.#failed = false;
    const buffer = this.#buffer;
    try {
      if (buffer === undefined) return this.#commit(() => this.#run(fn));
      if (!small || buffer.full) this.#flush();
      return small
        ? buffer.change(() => this.#run(fn))
        : buffer.direct(() => this.#commit(() => this.#run(fn)));
    } finally {
      this.#writing = false;
    }
  }

  /** Now, as a moment to go back to: undefined in the middle of a transaction, and where nothing waits in memory. */
  get moment(): number | undefined {
    return this.#writing ? undefined : this.#buffer?.moment;
  }

  /** The first moment that one can still go back to. */
  get earliestMoment(): number {
    return this.#buffer?.earliest ?? 0;
  }

  /**
   * Takes back what was written since a moment, but for what is found by its own hash. False where that is no longer known: then
   * nothing has happened.
   */
  goBack(moment: number): boolean {
    this.requireWritable();
    return !this.#writing && this.#buffer?.goBack(moment) === true;
  }

  #flush(): void {
    this.#buffer?.flush((write) => this.#commit(write));
  }

  #run<T>(fn: () => T): T {
    const result = fn();
    if (result instanceof Promise) {
      throw new StorageError('failed-batch', 'a transaction cannot wait for a promise: nothing was kept');
    }
    if (this.#failed)
      throw new StorageError('failed-batch', 'a step of this transaction failed: nothing was kept');
    return result;
  }

  /** One transaction of LMDB's. */
  #commit<T>(fn: () => T): T {
    let ran = false;
    try {
      return this.#root.transactionSync(() => {
        const result = fn();
        ran = true;
        return result;
      });
    } catch (error) {
      if (!ran) throw error;
      // LMDB has already dropped the transaction; what was there before is untouched.
      const text = `the disk did not take a commit (${messageOf(error)}): nothing of it was kept. Is the disk full?`;
      throw new StorageError('write-failed', text, { cause: error });
    }
  }

  /** Throws when the store is closed or was opened for reading only. */
  requireWritable(): void {
    if (this.#closed) throw new StorageError('store-closed', 'the store is closed');
    if (this.readOnly) throw new StorageError('store-read-only', 'the store was opened for reading only');
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

  /** Lets the next read see the newest commit; without it a reader keeps its snapshot until the next event turn. */
  refresh(): void {
    this.#root.resetReadTxn();
  }

  /** Forgets processes that read here and have died: their snapshots would keep pages from being used again. */
  forgetDeadReaders(): void {
    (this.#root as unknown as { readerCheck(): number }).readerCheck();
  }

  /** Writes the newest commit to an empty directory, without free pages; a writer may go on meanwhile. */
  async copyTo(directory: string): Promise<void> {
    await (this.#root as unknown as { backup(path: string, compact: boolean): Promise<void> }).backup(
      directory,
      true,
    );
  }

  /** Entries and bytes of each database, for people. */
  statistics(): { database: DatabaseName; entries: number; bytes: number }[] {
    if (!this.#writing) this.#flush();
    const pageSize = (this.#root.getStats() as Record<string, number>).pageSize ?? 4096;
    return (Object.keys(DATABASES) as DatabaseName[]).map((database) => {
      const { entries, pages } = this.#database(database).stored.statistics();
      return { database, entries, bytes: pages * pageSize };
    });
  }

  /** How much of the map is used, and by how many readers. */
  usage(): StoreUsage {
    const stats = this.#root.getStats() as Record<string, number>;
    const { pageSize = 4096, mapSize = 0, lastPageNumber = 0, numReaders = 0, maxReaders = 0 } = stats;
    return { mapBytes: mapSize, usedBytes: (lastPageNumber + 1) * pageSize, readers: numReaders, maxReaders };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // All writes are synchronous, so there is none to wait for before another may take over.
    const closed = this.#root.close();
    this.#lock?.release();
    await closed;
  }

  /** A database, opened when first asked for; a reader finds only those that a writer has made. */
  #database(name: DatabaseName) {
    let database = this.#databases.get(name);
    if (database === undefined) {
      try {
        const opened = this.#root.openDB({ name, keyEncoding: 'binary', encoding: 'binary' });
        const stored = new ByteDatabase(opened);
        database = { stored, used: this.#buffer?.add(stored, isByHashIn(name)) ?? stored };
      } catch (cause) {
        throw new CorruptStoreError(`the database ${name} cannot be opened: ${messageOf(cause)}`, { cause });
      }
      this.#databases.set(name, database);
    }
    return database;
  }
}

/** Makes the names of new files as safe from a power loss as their content. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function openRoot(options: EnvironmentOptions): RootDatabase<Uint8Array, Uint8Array> {
  const ephemeral = !options.durable && !options.readOnly;
  return open<Uint8Array, Uint8Array>({
    path: options.path,
    // A directory whose name has a dot must stay a directory.
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
    maxDbs: 32,
    // Every commit syncs by itself. lmdb's default syncs later, on another thread, for its asynchronous writes.
    overlappingSync: false,
    // Without syncing, writing through the map saves the copy of each page; the file then is as long as the map, but sparse.
    noSync: ephemeral,
    useWritemap: ephemeral,
    // Free pages are looked up anew in each transaction, some thousand at a time. Kept in memory they lie in one sorted list, and
    // putting the thousand pages that a block of a large state gives free into it costs more than all else of a commit; so does
    // loading all of them. More are loaded when these are used up, so the file does not grow.
    ...{ maxFreeSpaceToRetain: 0, maxFreeSpaceToLoad: 3000 },
    readOnly: options.readOnly ?? false,
    ...(options.mapSize === undefined ? {} : { mapSize: options.mapSize }),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
