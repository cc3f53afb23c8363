import { META } from './blocks/meta.ts';
import { blockKey, readBlockNumber } from './encoding/blockKey.ts';
import { equalBytes } from './encoding/bytes.ts';
import type { Table } from './lmdb/table.ts';

/**
 * Counts the changes of a store, in the store itself: by it a process that only reads notices that what it remembers of the
 * chain is out of date.
 */
export class Generation {
  readonly #meta: Table;
  #seen: Uint8Array | undefined;
  /** in the process that writes: the newest */
  #count: number | undefined;
  #looked = false;
  #fresh = false;

  constructor(meta: Table) {
    this.#meta = meta;
  }

  /** The next one; the caller is in the write transaction. */
  raise(): void {
    this.#count ??= this.#stored();
    this.#count++;
    // Eight bytes, as a block's number is written.
    this.#meta.put(META.generation, blockKey(this.#count));
  }

  /**
   * True where the store has changed since the last call. Looks once for each piece of code that runs without a pause: LMDB
   * moves its snapshot on only when the event loop turns, or when told to.
   */
  moved(): boolean {
    if (this.#looked) return false;
    this.#looked = true;
    if (!this.#fresh) queueMicrotask(this.#pause);
    const now = this.#meta.get(META.generation);
    // An older program that writes here does not count.
    if (now !== undefined && this.#seen !== undefined && equalBytes(now, this.#seen)) return false;
    this.#seen = now;
    return true;
  }

  /**
   * True where a new snapshot is to be begun: the first time in a piece of code that runs without a pause. The requests of a
   * batch arrived together, and a snapshot for each would cost more than many a read.
   */
  begins(): boolean {
    if (this.#fresh) return false;
    this.#fresh = true;
    this.#looked = false;
    queueMicrotask(this.#pause);
    return true;
  }

  #stored(): number {
    const record = this.#meta.get(META.generation);
    return record === undefined ? 0 : readBlockNumber(record, 0);
  }

  readonly #pause = (): void => {
    this.#looked = false;
    this.#fresh = false;
  };
}
