/** A key with its value. */
export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Binary keys in byte order, binary values. Keys and values are copied at once; values returned are the caller's own. */
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
