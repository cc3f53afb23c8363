import { bytesToBigInt, concatBytes } from '../../../storage/encoding/bytes.ts';
import { sha256 } from '../../../storage/encoding/sha256.ts';
import { secp256k1 } from '../../../vm/secp256k1.ts';
import { DecodeError } from '../../rlp/errors.ts';
import { SECP256K1_HALF_ORDER } from '../signature.ts';

/** What an uncompressed key begins with (SEC 1, 2.3.3). */
const UNCOMPRESSED = Uint8Array.of(4);

/** The sender of a native transaction: the first 20 bytes of SHA-256 of the 64-byte public key. */
export function nativeAddress(publicKey: Uint8Array): Uint8Array {
  return sha256(publicKey).slice(0, 20);
}

/**
 * Checks that the 64-byte public key is a point of secp256k1 and that the 64-byte signature r‖s over `digest` is its own,
 * with the lower `s`. Throws DecodeError 'public-key' or 'signature'.
 */
export function verifyNative(digest: Uint8Array, publicKey: Uint8Array, signature: Uint8Array): void {
  const key = concatBytes(UNCOMPRESSED, publicKey);
  if (!secp256k1().publicKeyVerify(key))
    throw new DecodeError('public-key', 'publicKey: not a point of secp256k1');
  if (bytesToBigInt(signature.subarray(32)) > SECP256K1_HALF_ORDER)
    throw new DecodeError('signature', 'invalid signature: s is above half the order of secp256k1');
  if (!isSignature(digest, key, signature))
    throw new DecodeError('signature', 'invalid signature: the public key did not sign these fields');
}

/** The library throws for an r or s past the order. */
function isSignature(digest: Uint8Array, key: Uint8Array, signature: Uint8Array): boolean {
  try {
    return secp256k1().ecdsaVerify(signature, digest, key);
  } catch {
    return false;
  }
}
