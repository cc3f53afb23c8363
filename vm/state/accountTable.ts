import type { StateReader } from '../../storage/state/reader.ts';
import { AccountEntry } from './accountEntry.ts';
import { HASH_SEED } from './seed.ts';

const FIRST_CAPACITY = 32;
const ADDRESS_LENGTH = 20;

/** Accounts by address: an open-addressing table that makes no strings. They are numbered in the order they came. */
export class AccountTable {
  /** by id */
  readonly entries: AccountEntry[] = [];
  /** By hash: id + 1; 0 is free. At most half of it is in use. */
  #index = new Int32Array(FIRST_CAPACITY);
  readonly #reader: StateReader;

  constructor(reader: StateReader) {
    this.#reader = reader;
  }

  /** The entry of an address; made from what the reader gives where there is none. The address is copied when kept. */
  at(address: Uint8Array): AccountEntry {
    const hash = hashOf(address);
    const mask = this.#index.length - 1;
    let place = hash & mask;
    for (let id = this.#index[place] as number; id !== 0; id = this.#index[place] as number) {
      const entry = this.entries[id - 1] as AccountEntry;
      if (entry.hash === hash && sameAddress(entry.address, address)) return entry;
      place = (place + 1) & mask;
    }
    const own = address.slice();
    const entry = new AccountEntry(this.entries.length, own, hash, this.#reader.account(own));
    this.entries.push(entry);
    if (this.entries.length * 2 > this.#index.length) this.#grow();
    else this.#index[place] = this.entries.length;
    return entry;
  }

  #grow(): void {
    const index = new Int32Array(this.#index.length * 4);
    const mask = index.length - 1;
    for (const { id, hash } of this.entries) {
      let place = hash & mask;
      while (index[place] !== 0) place = (place + 1) & mask;
      index[place] = id + 1;
    }
    this.#index = index;
  }
}

function hashOf(address: Uint8Array): number {
  let hash = HASH_SEED;
  for (let i = 0; i < ADDRESS_LENGTH; i += 4) {
    const word =
      (address[i] as number) |
      ((address[i + 1] as number) << 8) |
      ((address[i + 2] as number) << 16) |
      ((address[i + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x85eb_ca6b);
    hash ^= hash >>> 15;
  }
  return hash;
}

function sameAddress(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < ADDRESS_LENGTH; i++) if (a[i] !== b[i]) return false;
  return true;
}
