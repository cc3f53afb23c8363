import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { secp256k1 } from '../../../vm/secp256k1.ts';
import type { Transaction } from '../transaction.ts';
import { encodeNative } from './encode.ts';
import type { NativeFields } from './fields.ts';
import type { SignedKind } from './kinds.ts';
import { nativeSigningHash } from './signingHash.ts';
import { nativeTransaction } from './transaction.ts';
import { nativeAddress } from './verify.ts';

/** Signs with a 32-byte private key (RFC 6979, low s) and returns the finished transaction. */
export function signNative(
  privateKey: Uint8Array,
  fields: NativeFields & { readonly kind: SignedKind },
): Transaction {
  const publicKey = nativePublicKey(privateKey);
  const { signature } = secp256k1().ecdsaSign(nativeSigningHash(fields, publicKey), privateKey);
  const signed = { ...fields, publicKey, signature };
  const raw = encodeNative(signed);
  return nativeTransaction(signed, raw, keccak256(raw), nativeAddress(publicKey));
}

/** The 64-byte public key x‖y of a private key. */
export function nativePublicKey(privateKey: Uint8Array): Uint8Array {
  return secp256k1().publicKeyCreate(privateKey, false).slice(1);
}
