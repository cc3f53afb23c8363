import { concatBytes } from '../../../storage/encoding/bytes.ts';
import { encodeRlp } from '../../rlp/encode.ts';
import { NATIVE_TYPE } from '../transaction.ts';
import { type NativeFields, nativeItems } from './fields.ts';

/** A native transaction's fields with its key and signature. */
export interface SignedNativeFields extends NativeFields {
  /** 64 bytes, x‖y; empty for the kind `system` */
  readonly publicKey: Uint8Array;
  /** 64 bytes, r‖s; empty for the kind `system` */
  readonly signature: Uint8Array;
}

/** The envelope (EIP-2718): 0x58 and the list of all fields. */
export function encodeNative(fields: SignedNativeFields): Uint8Array {
  const list = encodeRlp([...nativeItems(fields), fields.publicKey, fields.signature]);
  return concatBytes(Uint8Array.of(NATIVE_TYPE), list);
}
