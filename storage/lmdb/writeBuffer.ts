import { BufferedDatabase, type Step } from './bufferedDatabase.ts';
import type { ByteDatabase } from './byteDatabase.ts';

/** Entries that may wait: the trie nodes and accounts of some twenty blocks, written within a millisecond. */
const MOST_WAITING = 1024;
const MOST_BYTES = 4 * 1024 * 1024;
/** Steps that may be noted: where the same entries change again and again, few wait. */
const MOST_STEPS = 16_384;

/**
 * The changes of an environment that wait in memory, in all of its databases. A moment is how many steps there had been: as
 * long as the steps since are noted one can go back to it.
 */
export class WriteBuffer {
  readonly #databases: BufferedDatabase[] = [];
  /** those since the last flush */
  #steps: Step[] = [];
  /** how many there had been before them */
  #before = 0;
  #direct = false;

  /** Puts itself before a database; `stays` says of a key whether going back to an earlier moment leaves its value as it is. */
  add(database: ByteDatabase, stays: (key: Uint8Array) => boolean): BufferedDatabase {
    const buffered = new BufferedDatabase(database, this, stays);
    this.#databases.push(buffered);
    return buffered;
  }

  /** Whether more waits than should. */
  get full(): boolean {
    if (this.#steps.length > MOST_STEPS || this.#waiting > MOST_WAITING) return true;
    return this.#databases.some(({ bytes }) => bytes > MOST_BYTES);
  }

  /** Whether changes are LMDB's own now. */
  get isDirect(): boolean {
    return this.#direct;
  }

  /** Now, as a moment to go back to; not within a change. */
  get moment(): number {
    return this.#before + this.#steps.length;
  }

  /** The first moment that one can still go back to. */
  get earliest(): number {
    return this.#before;
  }

  /** To be told before each step of a change. */
  note(step: Step): void {
    this.#steps.push(step);
  }

  /** Makes all changes of `fn` in memory or, when it throws, none. */
  change<T>(fn: () => T): T {
    const start = this.#steps.length;
    try {
      return fn();
    } catch (error) {
      for (const step of this.#takenFrom(start)) step.database.undo(step);
      throw error;
    }
  }

  /** Takes back what was changed since a moment, but for entries that stay. False where that is no longer known. */
  goBack(moment: number): boolean {
    if (moment < this.#before) return false;
    for (const step of this.#takenFrom(moment - this.#before)) {
      if (!step.database.stays(step)) step.database.undo(step);
    }
    return true;
  }

  /** Runs `fn`, whose changes are LMDB's own and not to be gone back on; nothing must be waiting. */
  direct<T>(fn: () => T): T {
    this.#direct = true;
    for (const database of this.#databases) database.forget();
    try {
      return fn();
    } finally {
      this.#direct = false;
      this.#before++;
    }
  }

  /** Hands on what waits; `transaction` runs it in one of LMDB's. */
  flush(transaction: (write: () => void) => void): void {
    if (this.#waiting > 0) {
      transaction(() => {
        for (const database of this.#databases) database.flush();
      });
      for (const database of this.#databases) database.flushed();
    }
    this.#before += this.#steps.length;
    this.#steps = [];
  }

  /** The steps from a place on, the last one first; they are no longer noted. */
  #takenFrom(start: number): Step[] {
    return this.#steps.splice(start).reverse();
  }

  get #waiting(): number {
    let waiting = 0;
    for (const database of this.#databases) waiting += database.waiting;
    return waiting;
  }
}
