const FIRST_PLACES = 512;
const FIRST_BYTES = 8192;

/**
 * Gives byte strings numbers, from 0 on in the order in which they come, and finds them again: a hash table whose keys lie one
 * behind the other in one piece of memory. A `Map` would have to make a string of each key to be asked for.
 */
export class KeyNumbers {
  /** at the place of a key's hash, or the first free one after it: its number plus 1 */
  #places = new Int32Array(FIRST_PLACES);
  #bytes = new Uint8Array(FIRST_BYTES);
  /** where each key begins in `bytes`, and the next one will */
  #starts = new Int32Array(FIRST_PLACES / 2 + 1);
  #size = 0;
  /** by length */
  readonly #lent: Uint8Array[] = [];

  /** How many keys have numbers. */
  get size(): number {
    return this.#size;
  }

  /** The number of a key; -1 where it has none. */
  find(key: Uint8Array): number {
    return (this.#places[this.#placeOf(key)] as number) - 1;
  }

  /** The number of a key, which it gets now if it has none: then it is the former `size`. */
  add(key: Uint8Array): number {
    let place = this.#placeOf(key);
    const found = (this.#places[place] as number) - 1;
    if (found >= 0) return found;
    const number = this.#size;
    if (2 * number >= this.#places.length) {
      this.#grow();
      place = this.#placeOf(key);
    }
    const start = this.#starts[number] as number;
    const end = start + key.length;
    if (end > this.#bytes.length) this.#bytes = longer(this.#bytes, new Uint8Array(2 * end));
    for (let i = 0; i < key.length; i++) this.#bytes[start + i] = key[i] as number;
    this.#starts[number + 1] = end;
    this.#places[place] = number + 1;
    this.#size = number + 1;
    return number;
  }

  /** A copy of the key with this number. */
  key(number: number): Uint8Array {
    return this.#bytes.slice(this.#starts[number], this.#starts[number + 1]);
  }

  /** As `key`, in memory that the next call writes over. */
  lent(number: number): Uint8Array {
    const start = this.#starts[number] as number;
    const length = (this.#starts[number + 1] as number) - start;
    this.#lent[length] ??= new Uint8Array(length);
    const key = this.#lent[length];
    for (let i = 0; i < length; i++) key[i] = this.#bytes[start + i] as number;
    return key;
  }

  /** The order of the key with this number and `key`: below, at or above 0, as for `sort`. */
  compare(number: number, key: Uint8Array): number {
    const start = this.#starts[number] as number;
    const length = (this.#starts[number + 1] as number) - start;
    const shorter = Math.min(length, key.length);
    for (let i = 0; i < shorter; i++) {
      const difference = (this.#bytes[start + i] as number) - (key[i] as number);
      if (difference !== 0) return difference;
    }
    return length - key.length;
  }

  /** Forgets all of them. */
  clear(): void {
    this.#places.fill(0);
    this.#size = 0;
  }

  /** Where a key's number is, or would be put. */
  #placeOf(key: Uint8Array): number {
    const last = this.#places.length - 1;
    for (let place = hashOf(key) & last; ; place = (place + 1) & last) {
      const number = (this.#places[place] as number) - 1;
      if (number < 0 || this.#is(number, key)) return place;
    }
  }

  #is(number: number, key: Uint8Array): boolean {
    const start = this.#starts[number] as number;
    const { length } = key;
    if ((this.#starts[number + 1] as number) - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[start + i] !== key[i]) return false;
    return true;
  }

  #grow(): void {
    const places = 2 * this.#places.length;
    this.#starts = longer(this.#starts, new Int32Array(places / 2 + 1));
    this.#places = new Int32Array(places);
    for (let number = 0; number < this.#size; number++) {
      const key = this.#bytes.subarray(this.#starts[number], this.#starts[number + 1]);
      this.#places[this.#placeOf(key)] = number + 1;
    }
  }
}

/** Multiplies in four bytes at a time, each of which reaches all bits (the multiplier is 2^32 over the golden ratio). */
function hashOf(key: Uint8Array): number {
  const { length } = key;
  let hash = length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const high = ((key[i] as number) << 24) | ((key[i + 1] as number) << 16);
    hash = Math.imul(hash ^ (high | ((key[i + 2] as number) << 8) | (key[i + 3] as number)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < length; i++) hash = Math.imul(hash ^ (key[i] as number), 0x9e3779b1);
  return hash ^ (hash >>> 13);
}

function longer<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
