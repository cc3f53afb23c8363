import { type BytesKey, fromKey, toKey } from '../encoding/bytes.ts';
import type { ByteDatabase } from './byteDatabase.ts';
import type { ByteStore, Entry } from './byteStore.ts';

/** A value, or that there is none. */
type Held = Uint8Array | null;

/** Values that are read again and again are short: records of the state and its tries. */
const KNOWN_VALUE = 1024;
const KNOWN_ENTRIES = 4096;

/**
 * An LMDB database before which changes wait in memory, until `flush` hands them on:
 *
 *     put, remove ─> changed ── flush ──> LMDB
 *     get <── changed, else known, else LMDB (and known from then on)
 *
 * What blocks write again and again (the upper nodes of tries, the accounts of a few senders) then reaches LMDB once for many
 * blocks. `begin`, `commit` and `rollback` make one change of many puts; `direct` passes them by to LMDB's own transaction.
 */
export class BufferedDatabase implements ByteStore {
  readonly #database: ByteDatabase;
  #changed = new Map<BytesKey, Held>();
  /** what LMDB has, as far as it was read */
  #known = new Map<BytesKey, Held>();
  /** what `changed` held before each step of the change that is being made; undefined: nothing */
  #undo: { readonly key: BytesKey; readonly before: Held | undefined }[] = [];
  #bytes = 0;
  #direct = false;

  constructor(database: ByteDatabase) {
    this.#database = database;
  }

  /** Entries that wait. */
  get waiting(): number {
    return this.#changed.size;
  }

  /** Bytes of the values that wait, those included that were replaced meanwhile. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    if (this.#direct) return this.#database.get(key);
    const mapKey = toKey(key);
    const changed = this.#changed.get(mapKey);
    const held = changed === undefined ? this.#knownOf(mapKey, key) : changed;
    return held === null ? undefined : held.slice();
  }

  has(key: Uint8Array): boolean {
    const changed = this.#changed.get(toKey(key));
    return changed === undefined ? this.#database.has(key) : changed !== null;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    if (this.#direct) this.#database.put(key, value);
    else {
      this.#bytes += value.length;
      this.#change(key, value.slice());
    }
  }

  remove(key: Uint8Array): void {
    if (this.#direct) this.#database.remove(key);
    else this.#change(key, null);
  }

  nearest(key: Uint8Array, backwards = false): Entry | undefined {
    const stored = this.#nearestStored(key, backwards);
    let best = stored === undefined ? undefined : toKey(stored.key);
    let value = stored?.value;
    const start = toKey(key);
    for (const [candidate, held] of this.#changed) {
      if (held === null || (backwards ? candidate >= start : candidate < start)) continue;
      if (best !== undefined && (backwards ? candidate < best : candidate > best)) continue;
      best = candidate;
      value = held;
    }
    return best === undefined || value === undefined
      ? undefined
      : { key: fromKey(best), value: value.slice() };
  }

  *range(start: Uint8Array, end: Uint8Array | undefined): Generator<Entry> {
    const [first, last] = [toKey(start), end && toKey(end)];
    const changed = new Map(this.#changed);
    const keys = [...changed.keys()]
      .filter((key) => key >= first && (last === undefined || key < last))
      .sort();
    let at = 0;
    const changedBefore = function* (bound: BytesKey | undefined): Generator<Entry> {
      for (; at < keys.length; at++) {
        const key = keys[at] as BytesKey;
        if (bound !== undefined && key > bound) return;
        const value = changed.get(key);
        if (value) yield { key: fromKey(key), value: value.slice() };
      }
    };
    for (const entry of this.#database.range(start, end)) {
      const key = toKey(entry.key);
      yield* changedBefore(key);
      if (!changed.has(key)) yield entry;
    }
    yield* changedBefore(undefined);
  }

  /** Changes from here on are kept or dropped together. */
  begin(): void {
    this.#undo = [];
  }

  /** They are kept. */
  commit(): void {
    this.#undo = [];
  }

  /** They are dropped. */
  rollback(): void {
    for (const { key, before } of this.#undo.reverse()) {
      if (before === undefined) this.#changed.delete(key);
      else this.#changed.set(key, before);
    }
    this.#undo = [];
  }

  /** Until it is called again with false, changes go to LMDB's own transaction. Nothing must be waiting. */
  direct(on: boolean): void {
    this.#direct = on;
    this.#known.clear();
  }

  /** Writes what waits; the caller is in LMDB's transaction and calls `flushed` when it is kept. */
  flush(): void {
    for (const [key, held] of this.#changed) {
      if (held === null) this.#database.remove(fromKey(key));
      else this.#database.put(fromKey(key), held);
    }
  }

  /** LMDB has kept what was flushed. */
  flushed(): void {
    // What was written last is what is read next.
    this.#known = this.#changed;
    this.#changed = new Map();
    this.#bytes = 0;
  }

  #change(key: Uint8Array, held: Held): void {
    const mapKey = toKey(key);
    this.#undo.push({ key: mapKey, before: this.#changed.get(mapKey) });
    this.#changed.set(mapKey, held);
  }

  /** What LMDB has under a key. */
  #knownOf(mapKey: BytesKey, key: Uint8Array): Held {
    const known = this.#known.get(mapKey);
    if (known !== undefined) return known;
    const value = this.#database.get(key) ?? null;
    if (value !== null && value.length > KNOWN_VALUE) return value;
    if (this.#known.size >= KNOWN_ENTRIES) this.#known.clear();
    this.#known.set(mapKey, value);
    return value;
  }

  /** What LMDB has nearest, but for what has changed since. */
  #nearestStored(key: Uint8Array, backwards: boolean): Entry | undefined {
    let entry = this.#database.nearest(key, backwards);
    while (entry !== undefined && this.#changed.has(toKey(entry.key))) {
      entry = this.#database.nearest(backwards ? entry.key : after(entry.key), backwards);
    }
    return entry;
  }
}

/** The least key that is greater. */
function after(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}
