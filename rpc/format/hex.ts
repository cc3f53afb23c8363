import { bytesToBigInt } from '../../storage/encoding/bytes.ts';

/** A quantity: minimal hex, `0x0` for zero. */
export function quantityHex(value: bigint | number): `0x${string}` {
  return `0x${value.toString(16)}`;
}

/** A quantity that not everything of its kind has; undefined is left out of JSON. */
export function quantityIfAny(value: bigint | undefined): `0x${string}` | undefined {
  return value === undefined ? undefined : quantityHex(value);
}

/** Bytes as a quantity: no leading zeros. */
export function bytesAsQuantityHex(bytes: Uint8Array): `0x${string}` {
  return quantityHex(bytesToBigInt(bytes));
}
