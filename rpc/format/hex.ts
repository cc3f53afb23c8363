import { bytesToBigInt } from '../../storage/encoding/bytes.ts';

/** A quantity: minimal hex, `0x0` for zero. */
export function quantityHex(value: bigint | number): `0x${string}` {
  return `0x${value.toString(16)}`;
}

/** Bytes as a quantity: no leading zeros. */
export function bytesAsQuantityHex(bytes: Uint8Array): `0x${string}` {
  return quantityHex(bytesToBigInt(bytes));
}
