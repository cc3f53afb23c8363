import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';

/*
 * Words of 256 bits as eight 32-bit integers, the lowest first: how they lie in the tables of slots and on the stack of a
 * machine, whose memory is little-endian.
 */

/** 32-bit integers of a word. */
export const WORD_LENGTH = 8;

/** Writes at most 32 big-endian bytes as a word. */
export function writeWord(words: Int32Array, at: number, bytes: Uint8Array): void {
  let end = bytes.length;
  for (let i = 0; i < WORD_LENGTH; i++) {
    let word = 0;
    if (end >= 4) {
      word =
        (bytes[end - 1] as number) |
        ((bytes[end - 2] as number) << 8) |
        ((bytes[end - 3] as number) << 16) |
        ((bytes[end - 4] as number) << 24);
    } else if (end > 0) {
      for (let k = 0; k < end; k++) word = (word << 8) | (bytes[k] as number);
    }
    words[at + i] = word;
    end -= 4;
  }
}

/** The word as minimal big-endian bytes. */
export function minimalBytes(words: Int32Array, at: number): Uint8Array {
  let top = WORD_LENGTH - 1;
  while (top >= 0 && words[at + top] === 0) top--;
  if (top < 0) return EMPTY_BYTES;
  const highest = words[at + top] as number;
  const length = 4 * top + ((39 - Math.clz32(highest)) >> 3);
  const bytes = new Uint8Array(length);
  for (let k = 0; k < length; k++) {
    bytes[length - 1 - k] = (words[at + (k >> 2)] as number) >>> ((k & 3) << 3);
  }
  return bytes;
}

/** The word as 32 big-endian bytes. */
export function wholeBytes(words: Int32Array, at: number): Uint8Array {
  return lowestBytes(words, at, WORD_LENGTH);
}

/** The lowest `count` integers of a word as big-endian bytes, four for each. */
export function lowestBytes(words: Int32Array, at: number, count: number): Uint8Array {
  const bytes = new Uint8Array(4 * count);
  for (let i = at + count - 1, to = 0; i >= at; i--, to += 4) {
    const four = words[i] as number;
    bytes[to] = four >>> 24;
    bytes[to + 1] = four >>> 16;
    bytes[to + 2] = four >>> 8;
    bytes[to + 3] = four;
  }
  return bytes;
}

/** Copies a word from one place to another. */
export function copyWord(to: Int32Array, toAt: number, from: Int32Array, fromAt: number): void {
  for (let i = 0; i < WORD_LENGTH; i++) to[toAt + i] = from[fromAt + i] as number;
}

/** Whether two words are equal. */
export function sameWord(a: Int32Array, aAt: number, b: Int32Array, bAt: number): boolean {
  for (let i = 0; i < WORD_LENGTH; i++) if (a[aAt + i] !== b[bAt + i]) return false;
  return true;
}

/** Whether a word is zero. */
export function isZeroWord(words: Int32Array, at: number): boolean {
  for (let i = 0; i < WORD_LENGTH; i++) if (words[at + i] !== 0) return false;
  return true;
}

/** Makes a word zero. */
export function clearWord(words: Int32Array, at: number): void {
  for (let i = 0; i < WORD_LENGTH; i++) words[at + i] = 0;
}
