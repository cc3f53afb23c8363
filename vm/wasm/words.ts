import { bigIntToBytes, bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { clearWord, wholeBytes, writeWord } from '../state/words.ts';

/*
 * Words of a machine's memory, little-endian, from and to what the rest of the node uses: big-endian bytes, numbers.
 */

export function readBigInt(memory: Int32Array, at: number): bigint {
  return bytesToBigInt(wholeBytes(memory, at >> 2));
}

/** As a number; Infinity from 2^64 on, not exact from 2^53 on. */
export function readNumber(memory: Int32Array, at: number): number {
  const i = at >> 2;
  for (let k = 2; k < 8; k++) if (memory[i + k] !== 0) return Infinity;
  return ((memory[i + 1] ?? 0) >>> 0) * 2 ** 32 + ((memory[i] ?? 0) >>> 0);
}

/** At most 32 bytes, big-endian. */
export function writeBytes(memory: Int32Array, at: number, bytes: Uint8Array): void {
  writeWord(memory, at >> 2, bytes);
}

export function writeBigInt(memory: Int32Array, at: number, value: bigint): void {
  if (value === 0n) clearWord(memory, at >> 2);
  else writeBytes(memory, at, bigIntToBytes(value));
}

/** A whole number from 0 to 2^53. */
export function writeNumber(memory: Int32Array, at: number, value: number): void {
  const i = at >> 2;
  memory[i] = value >>> 0;
  memory[i + 1] = Math.floor(value / 2 ** 32);
  memory.fill(0, i + 2, i + 8);
}
