import { concatBytes } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { encodeRlp } from '../../rlp/encode.ts';
import { type NativeFields, nativeItems } from './fields.ts';

/**
 * What every signed message begins with. Its first byte is the envelope's type, so that no other typed transaction, no
 * legacy one (0xc0 and more) and no personal or typed-data message (0x19) begins alike.
 */
export const SIGNING_DOMAIN = new TextEncoder().encode('XAI native transaction 1');

/** What the sender signs: keccak256 of the domain and rlp([kind … data, publicKey]), so every field but the signature. */
export function nativeSigningHash(fields: NativeFields, publicKey: Uint8Array): Uint8Array {
  return keccak256(concatBytes(SIGNING_DOMAIN, encodeRlp([...nativeItems(fields), publicKey])));
}
