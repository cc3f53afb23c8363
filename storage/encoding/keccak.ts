import { createKeccak } from 'hash-wasm';
import { EMPTY_BYTES, fromHex } from './bytes.ts';

const hasher = await createKeccak(256);

/** Keccak-256 (the pre-NIST padding that Ethereum uses); returns a fresh 32-byte array. */
export function keccak256(data: Uint8Array): Uint8Array {
  hasher.init();
  hasher.update(data);
  return hasher.digest('binary');
}

/** keccak256 of nothing: the code hash of an account without code. */
export const EMPTY_CODE_HASH = keccak256(EMPTY_BYTES);

/** keccak256(rlp('')): the root of an empty Merkle-Patricia trie. */
export const EMPTY_TRIE_ROOT = fromHex('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
