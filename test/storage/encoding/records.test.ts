import { describe, expect, test } from 'bun:test';
import { blockKey, readBlockNumber } from '../../../storage/encoding/blockKey.ts';
import { RecordReader, RecordWriter } from '../../../storage/encoding/varint.ts';

const numbers = [
  0,
  1,
  127,
  128,
  300,
  2 ** 21,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40 + 7,
  Number.MAX_SAFE_INTEGER,
];

describe('records', () => {
  test('give back numbers and bytes in order', () => {
    const writer = new RecordWriter(1);
    for (const number of numbers) writer.varint(number).bytes(Uint8Array.of(1, 2, 3));
    const reader = new RecordReader(writer.finish());
    for (const number of numbers) {
      expect(reader.varint()).toBe(number);
      expect(reader.bytes(3)).toEqual(Uint8Array.of(1, 2, 3));
    }
    expect(reader.done).toBe(true);
  });

  test('that end too early are refused', () => {
    expect(() => new RecordReader(Uint8Array.of(0x80)).varint()).toThrow(RangeError);
    expect(() => new RecordReader(Uint8Array.of(1)).bytes(2)).toThrow(RangeError);
  });
});

describe('block numbers in keys', () => {
  test('sort as numbers and come back', () => {
    const keys = numbers.map((number) => blockKey(number, Uint8Array.of(9)));
    expect([...keys].sort(Buffer.compare)).toEqual(keys);
    for (const [index, key] of keys.entries()) expect(readBlockNumber(key, 1)).toBe(numbers[index] as number);
  });
});
