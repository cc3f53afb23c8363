import type { BufferedDatabase } from './bufferedDatabase.ts';

/** Entries that may wait: the trie nodes and accounts of some twenty blocks, written within a millisecond. */
const MOST_WAITING = 1024;
const MOST_BYTES = 4 * 1024 * 1024;

/** The changes of an environment that wait in memory, in all of its databases. */
export class WriteBuffer {
  readonly #databases: BufferedDatabase[] = [];

  add(database: BufferedDatabase): BufferedDatabase {
    this.#databases.push(database);
    return database;
  }

  /** Whether more waits than should. */
  get full(): boolean {
    return this.#waiting > MOST_WAITING || this.#databases.some(({ bytes }) => bytes > MOST_BYTES);
  }

  /** Makes all changes of `fn` in memory or, when it throws, none. */
  change<T>(fn: () => T): T {
    for (const database of this.#databases) database.begin();
    try {
      const result = fn();
      for (const database of this.#databases) database.commit();
      return result;
    } catch (error) {
      for (const database of this.#databases) database.rollback();
      throw error;
    }
  }

  /** Runs `fn`, whose changes are LMDB's own; nothing must be waiting. */
  direct<T>(fn: () => T): T {
    for (const database of this.#databases) database.direct(true);
    try {
      return fn();
    } finally {
      for (const database of this.#databases) database.direct(false);
    }
  }

  /** Hands on what waits; `transaction` runs it in one of LMDB's. */
  flush(transaction: (write: () => void) => void): void {
    if (this.#waiting === 0) return;
    transaction(() => {
      for (const database of this.#databases) database.flush();
    });
    for (const database of this.#databases) database.flushed();
  }

  get #waiting(): number {
    return this.#databases.reduce((sum, { waiting }) => sum + waiting, 0);
  }
}
