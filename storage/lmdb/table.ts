import type { Database } from 'lmdb';

export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

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

/** A plain view over lmdb's shared read buffer, remade when lmdb replaces that buffer. */
let readView: Uint8Array = new Uint8Array(0);

/** One keyspace: binary keys in byte order, binary values. Values returned are the caller's own. */
export class Table {
  readonly #database: Database<Uint8Array, Uint8Array>;
  readonly #fast: FastDatabase;

  constructor(database: Database<Uint8Array, Uint8Array>) {
    this.#database = database;
    this.#fast = database as unknown as FastDatabase;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const read = this.#fast.getBinaryFast(key);
    if (read === undefined) return undefined;
    if (!read.isGlobal) return new Uint8Array(read);
    if (readView.buffer !== read.buffer || readView.length !== read.maxLength) {
      readView = new Uint8Array(read.buffer, read.byteOffset, read.maxLength);
    }
    return readView.slice(0, this.#fast.lastSize);
  }

  has(key: Uint8Array): boolean {
    return this.#fast.getBinaryFast(key) !== undefined;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    if (value.length > writeBuffer.length) {
      this.#fast.putSync(key, value);
      return;
    }
    writeBuffer.set(value);
    writeBuffer.end = value.length;
    this.#fast.putSync(key, writeBuffer);
  }

  remove(key: Uint8Array): void {
    this.#fast.removeSync(key);
  }

  /** The first entry whose key is `key` or greater. */
  seek(key: Uint8Array): Entry | undefined {
    for (const entry of this.#database.getRange({ start: key as Buffer, limit: 1 })) return plain(entry);
    return undefined;
  }

  /** The last entry whose key is below `key`. */
  seekBack(key: Uint8Array): Entry | undefined {
    const options = { start: key as Buffer, reverse: true, exclusiveStart: true, limit: 1 };
    for (const entry of this.#database.getRange(options)) return plain(entry);
    return undefined;
  }

  /** Entries with start <= key < end in key order. Read from the snapshot of the first step: do not hold it over an await. */
  *range(start: Uint8Array, end?: Uint8Array): Generator<Entry> {
    for (const entry of this.#database.getRange({ start: start as Buffer, end: end as Buffer }))
      yield plain(entry);
  }

  /** Entries whose key begins with `prefix`. */
  prefixed(prefix: Uint8Array): Generator<Entry> {
    return this.range(prefix, afterPrefix(prefix));
  }

  /** Removes every entry whose key begins with `prefix`. */
  removePrefixed(prefix: Uint8Array): void {
    const keys = [];
    for (const { key } of this.prefixed(prefix)) keys.push(key);
    for (const key of keys) this.remove(key);
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

/** The smallest key greater than every key with this prefix; undefined when there is none. */
function afterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  const end = prefix.slice();
  for (let i = end.length - 1; i >= 0; i--) {
    if (end[i] !== 0xff) {
      end[i] = (end[i] ?? 0) + 1;
      return end.slice(0, i + 1);
    }
  }
  return undefined;
}

/** lmdb yields Buffers, whose `slice` shares memory; everything above expects plain Uint8Arrays. */
function plain(entry: { key: Uint8Array; value: Uint8Array }): Entry {
  return { key: new Uint8Array(entry.key), value: new Uint8Array(entry.value) };
}
