import { expect, test } from 'bun:test';
import { commonAncestor } from '../../../src/follow/commonAncestor.ts';

/** A chain whose hash of block n is n up to `fork` and something of its own after it. */
function chain(length: number, fork: number, own: number) {
  return (number: bigint) => {
    if (number >= BigInt(length)) return undefined;
    return new Uint8Array([Number(number) & 255, Number(number) >> 8, Number(number) > fork ? own : 0]);
  };
}

test('finds where two chains part', async () => {
  for (const length of [1, 2, 3, 17, 1000]) {
    for (let fork = 0; fork < length; fork += Math.max(1, Math.floor(length / 23))) {
      let asked = 0;
      const other = chain(length, fork, 2);
      const counted = (number: bigint) => {
        asked++;
        return other(number);
      };
      expect(await commonAncestor(chain(length, fork, 1), counted, BigInt(length - 1))).toBe(BigInt(fork));
      expect(asked).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(length + 1)) + 2);
    }
  }
});

test('tells chains that have nothing in common', async () => {
  expect(await commonAncestor(chain(9, -1, 1), chain(9, -1, 2), 8n)).toBeUndefined();
});
