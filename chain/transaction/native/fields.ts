import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import type { RlpInput } from '../../rlp/encode.ts';
import { kindRow, type NativeKind } from './kinds.ts';

/** What a native transaction says, before it is signed. */
export interface NativeFields {
  readonly kind: NativeKind;
  readonly chainId: bigint;
  readonly nonce: bigint;
  /** wei per gas */
  readonly maxPriorityFeePerGas: bigint;
  /** wei per gas */
  readonly maxFeePerGas: bigint;
  readonly gasLimit: bigint;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  /** wei */
  readonly value: bigint;
  readonly data: Uint8Array;
}

/** The envelope's items up to the public key, in order. */
export function nativeItems(fields: NativeFields): RlpInput[] {
  return [
    BigInt(kindRow(fields.kind).number),
    fields.chainId,
    fields.nonce,
    fields.maxPriorityFeePerGas,
    fields.maxFeePerGas,
    fields.gasLimit,
    fields.to ?? EMPTY_BYTES,
    fields.value,
    fields.data,
  ];
}
