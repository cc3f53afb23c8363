import type { ByteStore, Entry } from './byteStore.ts';

/** Buffers to put keys together in, by length: LMDB copies a key before the call returns. */
const keyBuffers: Uint8Array[] = [];

/** One keyspace whose number comes first in the stored key; callers see keys without it. */
export class Table {
  readonly #database: ByteStore;
  readonly #tag: number;

  constructor(database: ByteStore, tag: number) {
    this.#database = database;
    this.#tag = tag;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#database.get(this.#stored(key));
  }

  has(key: Uint8Array): boolean {
    return this.#database.has(this.#stored(key));
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#database.put(this.#stored(key), value);
  }

  remove(key: Uint8Array): void {
    this.#database.remove(this.#stored(key));
  }

  /** The first entry whose key is `key` or greater. */
  seek(key: Uint8Array): Entry | undefined {
    return this.#own(this.#database.nearest(this.#stored(key)));
  }

  /** The last entry whose key is below `key`. */
  seekBack(key: Uint8Array): Entry | undefined {
    return this.#own(this.#database.nearest(this.#stored(key), true));
  }

  /** Entries whose key begins with `prefix`, in key order; not to be held over an await. */
  *prefixed(prefix: Uint8Array): Generator<Entry> {
    const start = this.#stored(prefix).slice();
    for (const { key, value } of this.#database.range(start, afterPrefix(start))) {
      yield { key: key.slice(1), value };
    }
  }

  #stored(key: Uint8Array): Uint8Array {
    const length = key.length + 1;
    let stored = keyBuffers[length];
    if (stored === undefined) {
      stored = new Uint8Array(length);
      keyBuffers[length] = stored;
    }
    stored[0] = this.#tag;
    for (let i = 1; i < length; i++) stored[i] = key[i - 1] as number;
    return stored;
  }

  /** An entry of this keyspace; the neighbour that a seek ran into belongs to another. */
  #own(entry: Entry | undefined): Entry | undefined {
    if (entry === undefined || entry.key[0] !== this.#tag) return undefined;
    return { key: entry.key.slice(1), value: entry.value };
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
