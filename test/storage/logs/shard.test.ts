import { describe, expect, test } from 'bun:test';
import {
  appendToShard,
  lastBlockOf,
  openShard,
  type ShardEntry,
  truncateShard,
} from '../../../storage/logs/shard.ts';
import { seededRandom } from '../support/random.ts';

function shardOf(entries: readonly ShardEntry[]): Uint8Array {
  return entries.reduce<Uint8Array>((shard, entry) => appendToShard(shard, entry), new Uint8Array(0));
}

function readShard(record: Uint8Array): ShardEntry[] {
  const entries: ShardEntry[] = [];
  const cursor = openShard(record);
  for (let entry = cursor.next(0); entry !== undefined; entry = cursor.next(0)) entries.push(entry);
  return entries;
}

describe('a shard', () => {
  test('gives back the blocks and positions that went in, and any beginning of them', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 50; round++) {
      const entries: ShardEntry[] = [];
      let block = random.below(2 ** 40);
      for (let count = random.below(40); count > 0; count--) {
        const positions = [...new Set(Array.from({ length: random.below(20) }, () => random.below(30)))];
        entries.push({ block, positions: positions.sort((a, b) => a - b) });
        block += 1 + random.below(5000);
      }
      const shard = shardOf(entries);
      expect(readShard(shard)).toEqual(entries);
      expect(lastBlockOf(shard)).toBe(entries.at(-1)?.block ?? 0);
      for (const { block: cut } of entries) {
        expect(readShard(truncateShard(shard, cut))).toEqual(entries.filter((entry) => entry.block < cut));
      }
    }
  });

  test('costs three bytes for one log a block, and few for a block full of one contract', () => {
    const one = shardOf(Array.from({ length: 100 }, (_, i) => ({ block: i, positions: [0] })));
    expect(one.length).toBe(300);
    const full = shardOf([{ block: 1, positions: Array.from({ length: 5000 }, (_, i) => i) }]);
    expect(full.length).toBeLessThan(8);
  });
});
