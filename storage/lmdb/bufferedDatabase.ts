import type { ByteDatabase } from './byteDatabase.ts';
import type { ByteStore, Entry } from './byteStore.ts';
import { KeyNumbers } from './keyNumbers.ts';

/** A value, or that there is none. */
type Held = Uint8Array | null;

/** One step of a change: what was held of a key before it. */
export interface Step {
  readonly database: BufferedDatabase;
  /** the key's */
  readonly number: number;
  /** undefined: nothing was */
  readonly held: Held | undefined;
  readonly waits: boolean;
}

/** What a change that is being made goes through. */
interface Changes {
  /** Whether they are LMDB's own, in its transaction. */
  readonly isDirect: boolean;
  /** Takes note of a step before it is made. */
  note(step: Step): void;
}

/** Values that are read again and again are short: records of the state and its tries. */
const KNOWN_VALUE = 1024;
/** Keys of which something is held, before all that do not wait are forgotten. */
const MOST_HELD = 4096;

/**
 * An LMDB database before which changes wait in memory, until `flush` hands them on:
 *
 *     put, remove ─> held, waits ── flush ──> LMDB
 *     get <── held, else LMDB (and held from then on)
 *
 * What blocks write again and again (the upper nodes of tries, the accounts of a few senders) then reaches LMDB once for many
 * blocks. Each step of a change is noted, so that it can be taken back.
 */
export class BufferedDatabase implements ByteStore {
  readonly #database: ByteDatabase;
  readonly #changes: Changes;
  readonly #stays: (key: Uint8Array) => boolean;
  readonly #keys = new KeyNumbers();
  /** by the key's number; undefined: nothing is known */
  readonly #held: (Held | undefined)[] = [];
  /** by the key's number: whether LMDB has another value */
  readonly #waits: boolean[] = [];
  #waiting = 0;
  #bytes = 0;

  /** `stays` says of a key whether going back to an earlier moment leaves its value as it is. */
  constructor(database: ByteDatabase, changes: Changes, stays: (key: Uint8Array) => boolean) {
    this.#database = database;
    this.#changes = changes;
    this.#stays = stays;
  }

  /** Entries that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Bytes of the values that wait, those included that were replaced meanwhile. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    if (this.#changes.isDirect) return this.#database.get(key);
    const held = this.#heldOf(key);
    return (held === undefined ? this.#read(key) : held) ?? undefined;
  }

  has(key: Uint8Array): boolean {
    const held = this.#heldOf(key);
    return held === undefined ? this.#database.has(key) : held !== null;
  }

  put(key: Uint8Array, value: Uint8Array): void {
    if (this.#changes.isDirect) this.#database.put(key, value);
    else this.#change(key, value);
  }

  remove(key: Uint8Array): void {
    if (this.#changes.isDirect) this.#database.remove(key);
    else this.#change(key, null);
  }

  nearest(key: Uint8Array, backwards = false): Entry | undefined {
    let best = this.#nearestStored(key, backwards);
    for (let number = 0; number < this.#keys.size; number++) {
      const value = this.#held[number];
      if (!this.#waits[number] || !value) continue;
      const order = this.#keys.compare(number, key);
      if (backwards ? order >= 0 : order < 0) continue;
      const toBest = best === undefined ? 0 : this.#keys.compare(number, best.key);
      if (best === undefined || (backwards ? toBest > 0 : toBest < 0))
        best = { key: this.#keys.key(number), value };
    }
    return best;
  }

  *range(start: Uint8Array, end: Uint8Array | undefined): Generator<Entry> {
    const waiting = this.#waitingBetween(start, end);
    let at = 0;
    for (const entry of this.#database.range(start, end)) {
      let order = -1;
      for (; at < waiting.length; at++) {
        const { key, value } = waiting[at] as Waiting;
        order = compareBytes(key, entry.key);
        if (order > 0) break;
        if (value !== null) yield { key, value };
        if (order === 0) {
          at++;
          break;
        }
      }
      if (order !== 0) yield entry;
    }
    for (; at < waiting.length; at++) {
      const { key, value } = waiting[at] as Waiting;
      if (value !== null) yield { key, value };
    }
  }

  /** Takes a step back. */
  undo({ number, held, waits }: Step): void {
    this.#bytes -= this.#held[number]?.length ?? 0;
    if (this.#waits[number] && !waits) this.#waiting--;
    this.#held[number] = held;
    this.#waits[number] = waits;
  }

  /** Whether going back to before this step leaves what it wrote. */
  stays({ number }: Step): boolean {
    return this.#stays(this.#keys.lent(number));
  }

  /** Forgets what it holds; nothing must be waiting. */
  forget(): void {
    this.#keys.clear();
    this.#held.length = 0;
    this.#waits.length = 0;
  }

  /** Writes what waits; the caller is in LMDB's transaction and calls `flushed` when it is kept. */
  flush(): void {
    for (let number = 0; number < this.#keys.size; number++) {
      if (!this.#waits[number]) continue;
      const held = this.#held[number];
      if (held) this.#database.put(this.#keys.lent(number), held);
      else this.#database.remove(this.#keys.lent(number));
    }
  }

  /** LMDB has kept what was flushed. What was written last is what is read next, so it is still held. */
  flushed(): void {
    this.#waiting = 0;
    this.#bytes = 0;
    if (this.#keys.size > MOST_HELD) this.forget();
    else this.#waits.fill(false);
  }

  #change(key: Uint8Array, value: Held): void {
    const number = this.#number(key);
    const held = this.#held[number];
    const waits = this.#waits[number] as boolean;
    if (value === null && held === null) return;
    this.#changes.note({ database: this, number, held, waits });
    this.#held[number] = value;
    if (value !== null) this.#bytes += value.length;
    if (waits) return;
    this.#waits[number] = true;
    this.#waiting++;
  }

  /** Undefined where nothing is held of the key. */
  #heldOf(key: Uint8Array): Held | undefined {
    const number = this.#keys.find(key);
    return number < 0 ? undefined : this.#held[number];
  }

  /** The key's number, given to it where it has none. */
  #number(key: Uint8Array): number {
    const number = this.#keys.add(key);
    if (number === this.#held.length) {
      this.#held.push(undefined);
      this.#waits.push(false);
    }
    return number;
  }

  /** What LMDB has under a key that nothing is held of. */
  #read(key: Uint8Array): Held {
    const value = this.#database.get(key) ?? null;
    if (value !== null && value.length > KNOWN_VALUE) return value;
    if (this.#keys.size >= MOST_HELD) {
      if (this.#waiting > 0) return value;
      this.forget();
    }
    this.#held[this.#number(key)] = value;
    return value;
  }

  /** What LMDB has nearest, but for what has changed since. */
  #nearestStored(key: Uint8Array, backwards: boolean): Entry | undefined {
    let entry = this.#database.nearest(key, backwards);
    while (entry !== undefined) {
      const number = this.#keys.find(entry.key);
      if (number < 0 || !this.#waits[number]) break;
      entry = this.#database.nearest(backwards ? entry.key : after(entry.key), backwards);
    }
    return entry;
  }

  /** What waits of these keys, in their order. */
  #waitingBetween(start: Uint8Array, end: Uint8Array | undefined): Waiting[] {
    const waiting: Waiting[] = [];
    for (let number = 0; number < this.#keys.size; number++) {
      const value = this.#held[number];
      if (!this.#waits[number] || value === undefined) continue;
      if (this.#keys.compare(number, start) < 0) continue;
      if (end !== undefined && this.#keys.compare(number, end) >= 0) continue;
      waiting.push({ key: this.#keys.key(number), value });
    }
    return waiting.sort((a, b) => compareBytes(a.key, b.key));
  }
}

/** A key whose value waits. */
interface Waiting {
  readonly key: Uint8Array;
  readonly value: Held;
}

const compareBytes = Buffer.compare as (a: Uint8Array, b: Uint8Array) => number;

/** The least key that is greater. */
function after(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}
