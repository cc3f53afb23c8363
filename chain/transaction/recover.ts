import secp256k1 from 'secp256k1';
import { bigIntToFixedBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { DecodeError } from '../rlp/errors.ts';
import { SECP256K1_ORDER } from './signature.ts';

/**
 * The address whose key made this signature over `digest` (yellow paper, appendix F), by libsecp256k1. Accepts both
 * values of `s`: whether the high one counts depends on the fork. Throws DecodeError 'signature'.
 */
export function recoverAddress(digest: Uint8Array, yParity: 0 | 1, r: bigint, s: bigint): Uint8Array {
  if (r <= 0n || r >= SECP256K1_ORDER || s <= 0n || s >= SECP256K1_ORDER) {
    throw new DecodeError('signature', 'signature values r and s must be between 1 and the group order');
  }
  const signature = new Uint8Array(64);
  signature.set(bigIntToFixedBytes(r, 32), 0);
  signature.set(bigIntToFixedBytes(s, 32), 32);
  let publicKey: Uint8Array;
  try {
    publicKey = secp256k1.ecdsaRecover(signature, yParity, digest, false);
  } catch {
    throw new DecodeError('signature', 'the signature belongs to no public key');
  }
  return addressOfPublicKey(publicKey);
}

/** The address of an uncompressed public key (65 bytes). */
export function addressOfPublicKey(publicKey: Uint8Array): Uint8Array {
  return keccak256(publicKey.subarray(1)).subarray(12);
}
