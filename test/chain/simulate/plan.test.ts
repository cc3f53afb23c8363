import { expect, test } from 'bun:test';
import { planBlocks } from '../../../chain/simulate/plan.ts';

const base = { number: 10n, timestamp: 100n };
const block = (number?: bigint, time?: bigint) => ({ block: { number, time }, state: [], calls: [] });
const places = (...requests: ReturnType<typeof block>[]) =>
  planBlocks(base, requests).map(({ number, timestamp }) => [number, timestamp]);

test('blocks follow each other twelve seconds apart', () => {
  expect(places(block(), block())).toEqual([
    [11n, 112n],
    [12n, 124n],
  ]);
});

test('gaps between numbers are filled with empty blocks', () => {
  expect(places(block(13n, 500n), block())).toEqual([
    [11n, 112n],
    [12n, 124n],
    [13n, 500n],
    [14n, 512n],
  ]);
});

test('numbers and times have to grow', () => {
  expect(() => places(block(10n))).toThrow('block numbers must be in order: 10 <= 10');
  expect(() => places(block(12n), block(11n))).toThrow('block numbers must be in order: 11 <= 12');
  expect(() => places(block(undefined, 100n))).toThrow('block timestamps must be in order: 100 <= 100');
});

test('256 blocks at most, gaps included', () => {
  expect(places(block(266n))).toHaveLength(256);
  expect(() => places(block(267n))).toThrow('too many blocks');
});
