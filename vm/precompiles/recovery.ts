import { keccak256 } from '../../storage/encoding/keccak.ts';
import { secp256k1 } from '../secp256k1.ts';

const WORD = 32;
/** Bytes of hash, v, r and s; what an input lacks is zeros, what it has beyond is not read. */
export const SIGNED_SIZE = 4 * WORD;
const ADDRESS_SIZE = 20;

/** Where an input is put: views that the library has been handed before cost it nothing to open. */
export const signedWords = new Uint8Array(SIGNED_SIZE);
const hash = signedWords.subarray(0, WORD);
const signature = signedWords.subarray(2 * WORD);
const key = new Uint8Array(1 + 2 * WORD);
const coordinates = key.subarray(1);

/**
 * The address that signed what `signedWords` holds: a hash, v (27 or 28), r and s (yellow paper, appendix E), written
 * into 32 bytes at `at`. False: nobody did.
 */
export function recoverInto(memory: Uint8Array, at: number): boolean {
  const v = signedWords[2 * WORD - 1] ?? 0;
  if (v !== 27 && v !== 28) return false;
  for (let i = WORD; i < 2 * WORD - 1; i++) if (signedWords[i] !== 0) return false;
  try {
    secp256k1().ecdsaRecover(signature, v - 27, hash, false, key);
  } catch {
    // no point of the curve has these numbers
    return false;
  }
  const digest = keccak256(coordinates);
  for (let i = 0; i < WORD; i++) memory[at + i] = i < WORD - ADDRESS_SIZE ? 0 : (digest[i] ?? 0);
  return true;
}
