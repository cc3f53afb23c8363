/** A key with its value. */
export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * Binary keys in byte order, binary values. A key is copied at once. A value is shared: nobody writes into one that was put or
 * returned.
 */
export interface ByteStore {
  get(key: Uint8Array): Uint8Array | undefined;
  has(key: Uint8Array): boolean;
  put(key: Uint8Array, value: Uint8Array): void;
  remove(key: Uint8Array): void;
  /** The entry at `key` or the next one after it; backwards: the last one before it. */
  nearest(key: Uint8Array, backwards?: boolean): Entry | undefined;
  /** Entries in key order, as they are at the first step: do not hold the iterator over an await. */
  range(start: Uint8Array, end: Uint8Array | undefined): Iterable<Entry>;
}
