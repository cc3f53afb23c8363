import { keccak256 } from '../../storage/encoding/keccak.ts';
import { secp256k1 } from '../../vm/secp256k1.ts';
import { DecodeError } from '../rlp/errors.ts';

/** Reused: a key is read from it before the next one is written. */
const publicKey = new Uint8Array(65);

/**
 * The address whose key made this 64-byte signature r‖s over `digest` (yellow paper, appendix F), by libsecp256k1.
 * Accepts both values of `s`: whether the high one counts depends on the fork. Throws DecodeError 'signature', also for
 * values out of range.
 */
export function recoverAddress(digest: Uint8Array, yParity: 0 | 1, signature: Uint8Array): Uint8Array {
  try {
    secp256k1().ecdsaRecover(signature, yParity, digest, false, publicKey);
  } catch {
    throw new DecodeError('signature', 'invalid transaction v, r, s values');
  }
  return addressOfPublicKey(publicKey);
}

/** r‖s of 64 bytes from two integers of at most 32 bytes each. */
export function joinSignature(r: Uint8Array, s: Uint8Array): Uint8Array {
  const signature = new Uint8Array(64);
  signature.set(r, 32 - r.length);
  signature.set(s, 64 - s.length);
  return signature;
}

/** The address of an uncompressed public key (65 bytes). */
export function addressOfPublicKey(key: Uint8Array): Uint8Array {
  return keccak256(key.subarray(1)).slice(12);
}
