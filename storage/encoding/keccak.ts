import { EMPTY_BYTES, fromHex } from './bytes.ts';
import { DIGEST, INPUT, INPUT_CAPACITY, keccakModule } from './keccakModule.ts';

interface KeccakExports {
  readonly memory: WebAssembly.Memory;
  absorb(end: number): void;
  finish(end: number): void;
}

const { memory, absorb, finish } = new WebAssembly.Instance(new WebAssembly.Module(keccakModule()))
  .exports as unknown as KeccakExports;
const bytes = new Uint8Array(memory.buffer);

/** Keccak-256 (the pre-NIST padding that Ethereum uses); returns a fresh 32-byte array. */
export function keccak256(data: Uint8Array): Uint8Array {
  if (data.length <= INPUT_CAPACITY) {
    bytes.set(data, INPUT);
    finish(INPUT + data.length);
  } else hashLong(data);
  return bytes.slice(DIGEST, DIGEST + 32);
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
