import { HASH_SEED } from './seed.ts';
import { copyWord, sameWord, WORD_LENGTH } from './words.ts';

/** A slot: the place of its first integer in `words`. Good as long as the table is. */
export type Slot = number;

/** Where the parts of a slot are, from its place on: words first, then single integers. */
export const KEY = 0;
/** as it is now */
export const VALUE = 8;
/** value when transaction WRITTEN began; meaningful in that transaction only */
export const ORIGINAL = 16;
/** as the reader below gave it */
export const BASE = 24;
/** id of its account */
export const OWNER = 32;
/** last transaction that wrote the slot */
export const WRITTEN = 33;
/** transaction in which the slot is warm (EIP-2929) */
export const WARM = 34;
/** the account's slot that was met before it, or NO_SLOT */
export const NEXT = 35;

/** where in the undo log its newest write is, if that is still there */
export const RECORD = 36;

const SIZE = 37;
/** Most calls meet fewer slots; JavaScriptCore allocates arrays below 1,000 bytes itself, which is far quicker. */
const FIRST_CAPACITY = 4;

/** Slots by account and key, in one array of integers: looking one up or adding one makes no object. */
export class SlotTable {
  /** Another array after the table has grown. */
  words = new Int32Array(FIRST_CAPACITY * SIZE);
  /** By hash: number of the slot + 1; 0 is free. At most half of it is in use. */
  #index = new Int32Array(FIRST_CAPACITY * 2);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Place that the next slot will take: all slots added later are at it or behind. */
  get end(): Slot {
    return this.#count * SIZE;
  }

  /** The slot of an account with the key that lies at `at`; -1: there is none. */
  find(owner: number, key: Int32Array, at: number): Slot {
    const { words } = this;
    const index = this.#index;
    const mask = index.length - 1;
    let place = hashOf(owner, key, at) & mask;
    for (let number = index[place] as number; number !== 0; number = index[place] as number) {
      const slot = (number - 1) * SIZE;
      if (words[slot + OWNER] === owner && sameWord(words, slot + KEY, key, at)) return slot;
      place = (place + 1) & mask;
    }
    return -1;
  }

  /** Adds a slot that is not there, all of it zero but its key and its account. */
  add(owner: number, key: Int32Array, at: number): Slot {
    const slot = this.#count * SIZE;
    if (slot === this.words.length) this.#grow();
    const { words } = this;
    words.fill(0, slot, slot + SIZE);
    copyWord(words, slot + KEY, key, at);
    words[slot + OWNER] = owner;
    this.#count++;
    if (this.#count * 2 > this.#index.length) this.#index = this.#indexOf(this.#index.length * 4);
    else enter(this.#index, hashOf(owner, key, at), this.#count);
    return slot;
  }

  /** Forgets all slots. */
  clear(): void {
    if (this.#count === 0) return;
    this.#count = 0;
    this.#index.fill(0);
  }

  #grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }

  #indexOf(capacity: number): Int32Array<ArrayBuffer> {
    const index = new Int32Array(capacity);
    for (let number = 1; number <= this.#count; number++) {
      const slot = (number - 1) * SIZE;
      enter(index, hashOf(this.words[slot + OWNER] as number, this.words, slot + KEY), number);
    }
    return index;
  }
}

function enter(index: Int32Array, hash: number, number: number): void {
  const mask = index.length - 1;
  let place = hash & mask;
  while (index[place] !== 0) place = (place + 1) & mask;
  index[place] = number;
}

function hashOf(owner: number, key: Int32Array, at: number): number {
  let hash = HASH_SEED ^ Math.imul(owner, 0x9e37_79b1);
  for (let i = 0; i < WORD_LENGTH; i++) {
    hash = Math.imul(hash ^ (key[at + i] as number), 0x85eb_ca6b);
    hash ^= hash >>> 15;
  }
  return hash;
}
