import { fromHex, padLeft } from '../../storage/encoding/bytes.ts';

/**
 * From checked JSON values to the forms used inside the node. Every function expects a value that its schema let
 * through: none of them validates again.
 */

/** Quantity and Quantity64 → bigint */
export function toQuantity(value: unknown): bigint {
  return BigInt(value as string);
}

/** Absent stays absent. */
export function toOptionalQuantity(value: unknown): bigint | undefined {
  return value === undefined || value === null ? undefined : BigInt(value as string);
}

/** Quantity64 used as an index → number; beyond 2^53 it is Infinity's stand-in, which no list has. */
export function toIndex(value: unknown): number {
  return Number(BigInt(value as string));
}

/** LenientQuantity → bigint */
export function toLenientQuantity(value: unknown): bigint {
  return BigInt(value as string | number);
}

/** Data, Hash32, Address → bytes */
export function toBytes(value: unknown): Uint8Array {
  return fromHex(value as string);
}

/** Absent stays absent. */
export function toOptionalBytes(value: unknown): Uint8Array | undefined {
  return value === undefined || value === null ? undefined : fromHex(value as string);
}

/** ShortBytes32 → 32 bytes, left-padded */
export function toBytes32(value: unknown): Uint8Array {
  return padLeft(fromHex(value as string), 32);
}
