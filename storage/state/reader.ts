import type { Account } from './account.ts';

/** Synchronous read access to the world state at one block. Addresses are 20 bytes, slot keys and hashes 32. */
export interface StateReader {
  /** The account's record; undefined when the trie has no leaf for it. */
  account(address: Uint8Array): Account | undefined;
  /** A storage slot in minimal big-endian form; empty bytes are zero. */
  slot(address: Uint8Array, key: Uint8Array): Uint8Array;
  /** Code by its hash; empty bytes for EMPTY_CODE_HASH. */
  code(codeHash: Uint8Array): Uint8Array;
}
