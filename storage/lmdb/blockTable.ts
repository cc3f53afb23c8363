import { BLOCK_KEY_LENGTH, writeBlockNumber } from '../encoding/blockKey.ts';
import type { ByteStore } from './byteStore.ts';

const shortKey = new Uint8Array(BLOCK_KEY_LENGTH + 1);
const longKey = new Uint8Array(BLOCK_KEY_LENGTH + 1 + 32);

/** One keyspace of the chain database: by block number, and by hash too where side blocks have entries. */
export class BlockTable {
  readonly #database: ByteStore;
  readonly #tag: number;

  constructor(database: ByteStore, tag: number) {
    this.#database = database;
    this.#tag = tag;
  }

  get(number: number, hash?: Uint8Array): Uint8Array | undefined {
    return this.#database.get(this.#stored(number, hash));
  }

  has(number: number, hash?: Uint8Array): boolean {
    return this.#database.has(this.#stored(number, hash));
  }

  put(number: number, value: Uint8Array, hash?: Uint8Array): void {
    this.#database.put(this.#stored(number, hash), value);
  }

  remove(number: number, hash?: Uint8Array): void {
    this.#database.remove(this.#stored(number, hash));
  }

  #stored(number: number, hash: Uint8Array | undefined): Uint8Array {
    const key = hash === undefined ? shortKey : longKey;
    writeBlockNumber(key, 0, number);
    key[BLOCK_KEY_LENGTH] = this.#tag;
    if (hash !== undefined) key.set(hash, BLOCK_KEY_LENGTH + 1);
    return key;
  }
}
