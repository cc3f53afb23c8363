import { copyBytes } from './copy.ts';

/** Block numbers in keys: 8 bytes, big-endian, so that byte order is block order. */

/** Bytes of a block number in a key. */
export const BLOCK_KEY_LENGTH = 8;

/** Writes a block number below 2^53 at an offset. */
export function writeBlockNumber(target: Uint8Array, offset: number, number: number): void {
  const high = Math.floor(number / 0x1_0000_0000);
  const low = number >>> 0;
  target[offset] = high >>> 24;
  target[offset + 1] = high >>> 16;
  target[offset + 2] = high >>> 8;
  target[offset + 3] = high;
  target[offset + 4] = low >>> 24;
  target[offset + 5] = low >>> 16;
  target[offset + 6] = low >>> 8;
  target[offset + 7] = low;
}

/** The number written at an offset. */
export function readBlockNumber(source: Uint8Array, offset: number): number {
  let number = 0;
  for (let i = 0; i < BLOCK_KEY_LENGTH; i++) number = number * 256 + (source[offset + i] ?? 0);
  return number;
}

/** prefix ++ number */
export function blockKey(number: number, prefix?: Uint8Array): Uint8Array {
  const start = prefix?.length ?? 0;
  const key = new Uint8Array(start + BLOCK_KEY_LENGTH);
  if (prefix !== undefined) copyBytes(key, 0, prefix, 0, start);
  writeBlockNumber(key, start, number);
  return key;
}
