import type { Database } from 'lmdb';
import { copyBytes } from '../encoding/copy.ts';
import type { ByteStore, Entry } from './byteStore.ts';

/** Bytes up to which a loop copies faster than the library's call. */
const SHORT = 32;

/** What lmdb's typings leave out: the size of the last fast read, and the marks on the buffer that fast reads share. */
interface FastDatabase {
  getBinaryFast(key: Uint8Array): SharedRead | undefined;
  putSync(key: Uint8Array, value: Uint8Array): boolean;
  removeSync(key: Uint8Array): boolean;
  readonly lastSize: number;
}
type SharedRead = Uint8Array & { isGlobal?: boolean; maxLength?: number };

/** A write buffer whose address lmdb looks up once; `start` and `end` tell it which part is the value. */
type WriteBuffer = Uint8Array & { start: number; end: number };
const writeBuffer = Object.assign(Buffer.allocUnsafeSlow(1 << 16), { start: 0, end: 0 }) as WriteBuffer;

/** lmdb's shared read buffer (it replaces it by a larger one when needed), and a plain view over it. */
let shared: SharedRead | undefined;
let sharedView: Uint8Array = new Uint8Array(0);

/** One LMDB database. */
export class ByteDatabase implements ByteStore {
  readonly #database: Database<Uint8Array, Uint8Array>;
  readonly #fast: FastDatabase;

  constructor(database: Database<Uint8Array, Uint8Array>) {
    this.#database = database;
    this.#fast = database as unknown as FastDatabase;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const read = this.#fast.getBinaryFast(key);
    if (read === undefined) return undefined;
    if (read !== shared) {
      if (!read.isGlobal) return new Uint8Array(read);
      shared = read;
      sharedView = new Uint8Array(read.buffer, read.byteOffset, read.maxLength);
    }
    return sharedView.slice(0, this.#fast.lastSize);
  }

  has(key: Uint8Array): boolean {
    return this.#fast.getBinaryFast(key) !== undefined;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    if (value.length > writeBuffer.length) {
      this.#fast.putSync(key, value);
      return;
    }
    if (value.length <= SHORT) copyBytes(writeBuffer, 0, value, 0, value.length);
    else writeBuffer.set(value);
    writeBuffer.end = value.length;
    this.#fast.putSync(key, writeBuffer);
  }

  remove(key: Uint8Array): void {
    this.#fast.removeSync(key);
  }

  nearest(key: Uint8Array, backwards = false): Entry | undefined {
    const options = { start: key as Buffer, limit: 1, reverse: backwards, exclusiveStart: backwards };
    const iterator = this.#database.getRange(options)[Symbol.iterator]();
    const step = iterator.next();
    iterator.return?.();
    if (step.done) return undefined;
    return { key: new Uint8Array(step.value.key), value: new Uint8Array(step.value.value) };
  }

  *range(start: Uint8Array, end: Uint8Array | undefined): Generator<Entry> {
    const options = { start: start as Buffer, end: end as Buffer | undefined };
    // lmdb yields Buffers, whose `slice` shares memory; everything above expects plain Uint8Arrays.
    for (const { key, value } of this.#database.getRange(options)) {
      yield { key: new Uint8Array(key), value: new Uint8Array(value) };
    }
  }

  /** How many entries there are, and the pages that they take. */
  statistics(): { entries: number; pages: number } {
    const stats = this.#database.getStats() as Record<string, number>;
    return {
      entries: stats.entryCount ?? 0,
      pages: (stats.treeBranchPageCount ?? 0) + (stats.treeLeafPageCount ?? 0) + (stats.overflowPages ?? 0),
    };
  }
}
