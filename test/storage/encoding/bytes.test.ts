import { describe, expect, test } from 'bun:test';
import {
  bigIntToBytes,
  bigIntToFixedBytes,
  bytesToBigInt,
  concatBytes,
  EMPTY_BYTES,
  equalBytes,
  fromHex,
  fromKey,
  padLeft,
  toHex,
  toKey,
  trimLeft,
} from '../../../storage/encoding/bytes.ts';
import { seededRandom } from '../support/random.ts';

describe('bytes', () => {
  test('as map keys come back, every byte of them', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(fromKey(toKey(all))).toEqual(all);
    expect(toKey(all.subarray(3, 9))).toBe(toKey(Uint8Array.of(3, 4, 5, 6, 7, 8)));
  });

  test('as integers are minimal and come back', () => {
    const random = seededRandom(3);
    for (const value of [0n, 1n, 255n, 256n, 2n ** 64n, 2n ** 256n - 1n, bytesToBigInt(random.bytes(32))]) {
      expect(bytesToBigInt(bigIntToBytes(value))).toBe(value);
      expect(bigIntToBytes(value)[0]).not.toBe(0);
      expect(bytesToBigInt(bigIntToFixedBytes(value, 32))).toBe(value);
      expect(bigIntToFixedBytes(value, 32).length).toBe(32);
    }
    expect(bigIntToBytes(0n)).toEqual(EMPTY_BYTES);
  });

  test('are padded, trimmed, joined and compared by content', () => {
    expect(padLeft(Uint8Array.of(1), 3)).toEqual(Uint8Array.of(0, 0, 1));
    expect(trimLeft(Uint8Array.of(0, 0, 1, 0))).toEqual(Uint8Array.of(1, 0));
    expect(trimLeft(new Uint8Array(4))).toEqual(EMPTY_BYTES);
    expect(concatBytes(Uint8Array.of(1), EMPTY_BYTES, Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  });

  test('in hex take odd digits and no prefix', () => {
    expect(fromHex('0xabc')).toEqual(Uint8Array.of(0x0a, 0xbc));
    expect(fromHex('ff00')).toEqual(Uint8Array.of(0xff, 0));
    expect(toHex(Uint8Array.of(0, 0xff))).toBe('0x00ff');
  });
});
