import { expect, test } from 'bun:test';
import { matchesLog } from '../../../rpc/filters/logMatch.ts';

const bytes = (fill: number, length: number) => new Uint8Array(length).fill(fill);
const address = bytes(1, 20);
const [a, b, c] = [bytes(10, 32), bytes(11, 32), bytes(12, 32)];
const log = { address, topics: [a, b], data: new Uint8Array(0) };

test('addresses: any of them, none stands for all', () => {
  expect(matchesLog({ addresses: [], topics: [] }, log)).toBe(true);
  expect(matchesLog({ addresses: [bytes(2, 20), address], topics: [] }, log)).toBe(true);
  expect(matchesLog({ addresses: [bytes(2, 20)], topics: [] }, log)).toBe(false);
});

test('topics: by position', () => {
  const topics = (...positions: (readonly Uint8Array[] | undefined)[]) =>
    matchesLog({ addresses: [], topics: positions }, log);
  expect(topics([a])).toBe(true);
  expect(topics([b])).toBe(false);
  expect(topics(undefined, [b])).toBe(true);
  expect(topics([a, c], [c, b])).toBe(true);
  expect(topics([a], [c])).toBe(false);
});

test('a condition longer than the topics never holds, even where it asks for nothing', () => {
  expect(matchesLog({ addresses: [], topics: [[a], [b], undefined] }, log)).toBe(false);
});
