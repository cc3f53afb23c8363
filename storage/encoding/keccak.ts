import { EMPTY_BYTES, fromHex } from './bytes.ts';
import { DIGEST, INPUT, INPUT_CAPACITY, keccakModule, RECORD } from './keccakModule.ts';

interface KeccakExports {
  readonly memory: WebAssembly.Memory;
  absorb(end: number): void;
  finish(end: number): void;
  finishBranch(present: number, leaf: number, keyLength: number): void;
}

const { memory, absorb, finish, finishBranch } = new WebAssembly.Instance(
  new WebAssembly.Module(keccakModule()),
).exports as unknown as KeccakExports;
const bytes = new Uint8Array(memory.buffer);

/** Keccak-256 (the pre-NIST padding that Ethereum uses); returns a fresh 32-byte array. */
export function keccak256(data: Uint8Array): Uint8Array {
  if (data.length <= INPUT_CAPACITY) {
    bytes.set(data, INPUT);
    finish(INPUT + data.length);
  } else hashLong(data);
  return bytes.slice(DIGEST, DIGEST + 32);
}

/** Where the hash function reads: what is put together here is hashed without being copied. Any other hash overwrites it. */
export const KECCAK_INPUT = bytes.subarray(INPUT, INPUT + INPUT_CAPACITY);

/** Keccak-256 of the first bytes of KECCAK_INPUT, up to its length; a fresh array. What was there is gone. */
export function hashInput(length: number): Uint8Array {
  finish(INPUT + length);
  return bytes.slice(DIGEST, DIGEST + 32);
}

/**
 * Keccak-256 of the RLP of a trie's branch, from its record and what that says of its children (bit n: child n): all are
 * named by hashes, and they are two at least. A fresh array.
 */
export function hashBranch(record: Uint8Array, present: number, leaf: number, keyLength: number): Uint8Array {
  bytes.set(record, RECORD);
  finishBranch(present, leaf, keyLength);
  return bytes.slice(DIGEST, DIGEST + 32);
}

/** Bytes up to which a loop copies faster than a view can be made. */
const SHORT = 64;

/** Puts the Keccak-256 of source[from, to) at `at` in `target`: for hot paths, which then make no arrays. */
export function hashInto(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): void {
  const length = to - from;
  if (length > INPUT_CAPACITY) hashLong(source.subarray(from, to));
  else {
    if (length <= SHORT) for (let i = 0; i < length; i++) bytes[INPUT + i] = source[from + i] as number;
    else bytes.set(source.subarray(from, to), INPUT);
    finish(INPUT + length);
  }
  for (let i = 0; i < 32; i++) target[at + i] = bytes[DIGEST + i] as number;
}

function hashLong(data: Uint8Array): void {
  let at = 0;
  for (; data.length - at > INPUT_CAPACITY; at += INPUT_CAPACITY) {
    bytes.set(data.subarray(at, at + INPUT_CAPACITY), INPUT);
    absorb(INPUT + INPUT_CAPACITY);
  }
  bytes.set(data.subarray(at), INPUT);
  finish(INPUT + data.length - at);
}

/** keccak256 of nothing: the code hash of an account without code. */
export const EMPTY_CODE_HASH = keccak256(EMPTY_BYTES);

/** keccak256(rlp('')): the root of an empty Merkle-Patricia trie. */
export const EMPTY_TRIE_ROOT = fromHex('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
