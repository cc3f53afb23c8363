/**
 * Byte helpers shared by every floor above. Inside the node hashes, addresses and data are `Uint8Array`;
 * hex strings exist only at the edge (rpc/, genesis files, logs).
 */

/** No bytes; never written to. */
export const EMPTY_BYTES = new Uint8Array(0);

/** A byte string as a `Map` key (one latin1 character per byte: cheap to make, compares by content). */
export type BytesKey = string;

/**
 * Buffer's own conversion, called on any Uint8Array: making a Buffer first, or a view of a small array, costs several
 * times as much, because the engine then moves the array's bytes out of the heap.
 */
const bufferToString = Buffer.prototype.toString;

/** Turns bytes into a `Map` key. */
export function toKey(bytes: Uint8Array): BytesKey {
  return bufferToString.call(bytes, 'latin1');
}

/** Turns a `Map` key back into bytes (a fresh copy). */
export function fromKey(key: BytesKey): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let i = 0; i < key.length; i++) bytes[i] = key.charCodeAt(i);
  return bytes;
}

/** Content equality. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Joins byte strings into one. */
export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Lower-case hex without prefix; for logs, error texts and edges only. */
export function toHexString(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** 0x-prefixed lower-case hex; for logs, error texts and edges only. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  return `0x${toHexString(bytes)}`;
}

/** Parses hex with or without 0x; the caller has validated it. An odd digit count gets a leading zero. */
export function fromHex(hex: string): Uint8Array {
  let digits = hex.startsWith('0x') ? hex.slice(2) : hex;
  if (digits.length % 2 === 1) digits = `0${digits}`;
  return Uint8Array.fromHex(digits);
}

/** An integer of up to 32 bytes at its end, to be read in 64-bit limbs: several times as fast as by way of hex. */
const word = new Uint8Array(32);
const limbs = new DataView(word.buffer);

/** Unsigned big-endian integer of any length; empty bytes are 0. */
export function bytesToBigInt(bytes: Uint8Array): bigint {
  const { length } = bytes;
  if (length <= 6) {
    let small = 0;
    for (let i = 0; i < length; i++) small = small * 256 + (bytes[i] as number);
    return BigInt(small);
  }
  if (length > 32) return BigInt(toHex(bytes));
  const start = 32 - length;
  const firstLimb = start - (start % 8);
  for (let i = firstLimb; i < start; i++) word[i] = 0;
  for (let i = 0; i < length; i++) word[start + i] = bytes[i] as number;
  let value = limbs.getBigUint64(firstLimb);
  for (let limb = firstLimb + 8; limb < 32; limb += 8) value = (value << 64n) | limbs.getBigUint64(limb);
  return value;
}

/** Minimal big-endian bytes of an unsigned integer; 0 is the empty string (RLP's and the store's form). */
export function bigIntToBytes(value: bigint): Uint8Array {
  if (value === 0n) return EMPTY_BYTES;
  if (value <= MAX_SAFE) return numberToBytes(Number(value));
  if (value > MAX_WORD) return fromHex(value.toString(16));
  let rest = value;
  for (let limb = 24; limb >= 0; limb -= 8) {
    limbs.setBigUint64(limb, BigInt.asUintN(64, rest));
    rest >>= 64n;
  }
  let start = 0;
  while (word[start] === 0) start++;
  return word.slice(start);
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MAX_WORD = 2n ** 256n - 1n;

/** Minimal big-endian bytes of a whole number above zero, up to 2^53 - 1. */
function numberToBytes(value: number): Uint8Array {
  let length = 1;
  for (let rest = value; rest >= 256; rest = Math.floor(rest / 256)) length++;
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** Big-endian bytes of an unsigned integer, left-padded to `length` bytes. */
export function bigIntToFixedBytes(value: bigint, length: number): Uint8Array {
  return padLeft(bigIntToBytes(value), length);
}

/** Left-pads with zeros to `length`; longer input is returned as it is. */
export function padLeft(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes;
  const out = new Uint8Array(length);
  out.set(bytes, length - bytes.length);
  return out;
}

/** Strips leading zeros; zero becomes the empty string. */
export function trimLeft(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start++;
  return start === 0 ? bytes : bytes.subarray(start);
}
