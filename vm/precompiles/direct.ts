import secp256k1 from 'secp256k1';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { verifyP256 } from './p256.ts';

const WORD = 32;

/**
 * Precompiles done here rather than by the library, by their numbers: input to output, gas aside. What is no valid input
 * gives no output.
 */
export const DIRECT: ReadonlyMap<number, (input: Uint8Array) => Uint8Array> = new Map([
  [0x01, recover],
  [0x02, sha256],
  [0x03, (input) => padded(Bun.CryptoHasher.hash('ripemd160', input))],
  [0x04, (input) => input],
  [0x100, verify],
]);

function sha256(input: Uint8Array): Uint8Array {
  const digest = new Uint8Array(WORD);
  Bun.SHA256.hash(input, digest);
  return digest;
}

/** At the end of a word of zeros. */
function padded(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(WORD);
  word.set(bytes, WORD - bytes.length);
  return word;
}

/** The address that signed a hash: words of hash, v (27 or 28), r and s (yellow paper, appendix E). */
function recover(input: Uint8Array): Uint8Array {
  const words = new Uint8Array(4 * WORD);
  words.set(input.subarray(0, words.length));
  const v = words[2 * WORD - 1] ?? 0;
  if ((v !== 27 && v !== 28) || words.subarray(WORD, 2 * WORD - 1).some((byte) => byte !== 0)) {
    return EMPTY_BYTES;
  }
  try {
    const key = secp256k1.ecdsaRecover(words.subarray(2 * WORD), v - 27, words.subarray(0, WORD), false);
    return padded(keccak256(key.subarray(1)).subarray(12));
  } catch {
    // no point of the curve has these numbers
    return EMPTY_BYTES;
  }
}

/** 1 where a signature on P-256 holds: words of hash, r, s and the key's two coordinates (EIP-7951). */
function verify(input: Uint8Array): Uint8Array {
  if (input.length !== 5 * WORD || !verifyP256(input)) return EMPTY_BYTES;
  return padded(Uint8Array.of(1));
}
