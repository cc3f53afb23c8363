import { describe, expect, test } from 'bun:test';
import { createMPT, verifyMerkleProof } from '@ethereumjs/mpt';
import { type BytesKey, fromKey, toHex, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT } from '../../../storage/encoding/keccak.ts';
import { ROOT_RECORD_KEY, recordKey } from '../../../storage/trie/path.ts';
import { proveKey } from '../../../storage/trie/proof.ts';
import { type Child, decodeRootRecord } from '../../../storage/trie/record.ts';
import { type TrieChange, updateTrie } from '../../../storage/trie/update.ts';
import { rootOf, type TrieView } from '../../../storage/trie/view.ts';
import { type Random, seededRandom } from '../support/random.ts';

/**
 * A trie in memory whose keys are their own paths, so that any shape can be made: extensions, embedded nodes …
 * With `holds` its branches stay in memory between updates, as those of the latest state do.
 */
interface PlainTrie extends TrieView {
  record: TrieView['record'];
  readonly records: Map<BytesKey, Uint8Array>;
  readonly leaves: Map<BytesKey, Uint8Array>;
  top: Child | undefined;
  /** whether `top` is what the records say */
  known: boolean;
}

function plainTrie(keyLength: number, holds = false): PlainTrie {
  const records = new Map<BytesKey, Uint8Array>();
  const leaves = new Map<BytesKey, Uint8Array>();
  const trie: PlainTrie = {
    keyLength,
    records,
    leaves,
    top: undefined,
    known: false,
    root() {
      if (trie.known) return trie.top;
      const record = records.get(toKey(ROOT_RECORD_KEY));
      trie.top = record && decodeRootRecord(record, keyLength);
      trie.known = holds;
      return trie.top;
    },
    record: (path, depth) => records.get(toKey(recordKey(path, depth))),
    kept: holds ? () => undefined : undefined,
    leafPath: (key) => key,
    leafValue(key) {
      const value = leaves.get(toKey(key));
      if (value === undefined) throw new Error('asked for a leaf that is not there');
      return value;
    },
  };
  return trie;
}

function changesOf(values: ReadonlyMap<BytesKey, Uint8Array | null>): TrieChange[] {
  return [...values].map(([key, value]) => ({ key: fromKey(key), path: fromKey(key), value }));
}

function apply(trie: PlainTrie, values: ReadonlyMap<BytesKey, Uint8Array | null>): Uint8Array {
  const update = updateTrie(trie, changesOf(values));
  const branches = trie.records.size - (trie.records.has(toKey(ROOT_RECORD_KEY)) ? 1 : 0);
  const keys = update.records.map(({ key }) => toKey(key));
  expect(keys).toEqual([...new Set(keys)].sort());
  for (const { key, bytes } of update.records) {
    if (bytes === null) trie.records.delete(toKey(key));
    else trie.records.set(toKey(key), bytes);
  }
  const now = trie.records.size - (trie.records.has(toKey(ROOT_RECORD_KEY)) ? 1 : 0);
  expect(update.added).toBe(now - branches);
  for (const [key, value] of values) {
    if (value === null) trie.leaves.delete(key);
    else trie.leaves.set(key, value);
  }
  trie.top = update.top;
  return update.root;
}

async function libraryTrie(leaves: ReadonlyMap<BytesKey, Uint8Array>) {
  const trie = await createMPT();
  for (const [key, value] of leaves) await trie.put(fromKey(key), value);
  return trie;
}

/** Keys that share long beginnings, so that extensions form, split and merge. */
function clusteredKey(random: Random, length: number): Uint8Array {
  const key = new Uint8Array(length);
  for (let i = 0; i < length; i++)
    key[i] = random.chance(0.7) ? 0x11 : random.pick([0x11, 0x12, 0x21, 0xf1, 0xff]);
  return key;
}

describe('updateTrie', () => {
  test('an empty trie has the well-known root, before and after', () => {
    const trie = plainTrie(2);
    expect(rootOf(trie)).toEqual(EMPTY_TRIE_ROOT);
    apply(trie, new Map([[toKey(Uint8Array.of(1, 2)), Uint8Array.of(3)]]));
    expect(apply(trie, new Map([[toKey(Uint8Array.of(1, 2)), null]]))).toEqual(EMPTY_TRIE_ROOT);
    expect(trie.records.size).toBe(0);
  });

  test('deleting keys that are not there changes nothing', () => {
    const trie = plainTrie(2);
    const keys = [Uint8Array.of(0x11, 0x11), Uint8Array.of(0x11, 0x12), Uint8Array.of(0x11, 0x22)];
    const root = apply(trie, new Map(keys.map((key) => [toKey(key), key])));
    for (const absent of [Uint8Array.of(0x11, 0x13), Uint8Array.of(0x20, 0), Uint8Array.of(0x10, 0xff)]) {
      const changes = [{ key: absent, path: absent, value: null }];
      expect(updateTrie(trie, changes).records.length).toBe(0);
      expect(updateTrie(trie, changes).root).toEqual(root);
    }
  });

  for (const { length, values, seeds, holds } of [
    { length: 1, values: 1, seeds: 4, holds: false },
    { length: 2, values: 1, seeds: 6, holds: false },
    { length: 3, values: 40, seeds: 6, holds: false },
    { length: 8, values: 3, seeds: 6, holds: false },
    { length: 1, values: 1, seeds: 4, holds: true },
    { length: 2, values: 40, seeds: 6, holds: true },
    { length: 3, values: 40, seeds: 6, holds: true },
    { length: 8, values: 3, seeds: 6, holds: true },
  ]) {
    const where = holds ? 'branches in memory' : 'none in memory';
    test(`agrees with @ethereumjs/mpt on keys of ${length} bytes and values up to ${values}, ${where}`, async () => {
      for (let seed = 1; seed <= seeds; seed++) {
        const random = seededRandom(seed * 1000 + length);
        const trie = plainTrie(length, holds);
        const pool = Array.from({ length: 40 }, () => toKey(clusteredKey(random, length)));
        for (let step = 0; step < 25; step++) {
          const changes = new Map<BytesKey, Uint8Array | null>();
          for (let count = random.below(step % 5 === 0 ? 30 : 4); count >= 0; count--) {
            const value = random.bytes(1 + random.below(values)).map((byte) => byte || 1);
            changes.set(random.pick(pool), random.chance(0.45) ? null : value);
          }
          // What is worked out and dropped leaves nothing behind; neither does forgetting what is in memory.
          if (random.chance(0.3)) updateTrie(trie, changesOf(new Map([...changes].slice(1))));
          if (random.chance(0.1)) trie.known = false;
          const root = apply(trie, changes);
          const library = await libraryTrie(trie.leaves);
          expect(toHex(root)).toBe(toHex(library.root()));
          expect(rootOf(trie)).toEqual(root);
          if (trie.leaves.size === 0) continue;
          for (const key of pool.slice(0, 8)) {
            const proven = await verifyMerkleProof(fromKey(key), proveKey(trie, fromKey(key)), {}).catch(
              (error) => error,
            );
            const expected = trie.leaves.get(key) ?? null;
            expect(proven).toEqual(expected);
          }
        }
      }
    });
  }

  test('the records do not depend on the order in which keys came', () => {
    const random = seededRandom(7);
    const keys = Array.from({ length: 200 }, () => random.bytes(4));
    const whole = plainTrie(4);
    apply(whole, new Map(keys.map((key) => [toKey(key), key])));
    const single = plainTrie(4);
    for (const key of keys.reverse()) apply(single, new Map([[toKey(key), key]]));
    expect(new Map([...single.records].sort())).toEqual(new Map([...whole.records].sort()));
  });

  test('an update of one key reads one record per branch on its way', () => {
    const random = seededRandom(8);
    const trie = plainTrie(32);
    const keys = Array.from({ length: 5000 }, () => random.bytes(32));
    apply(trie, new Map(keys.map((key) => [toKey(key), key])));
    let reads = 0;
    const counting: TrieView = {
      ...trie,
      record(path, depth) {
        reads++;
        return trie.record(path, depth);
      },
    };
    const key = keys[17] as Uint8Array;
    const update = updateTrie(counting, [{ key, path: key, value: Uint8Array.of(1) }]);
    expect(reads).toBeLessThanOrEqual(6);
    expect(update.records.length).toBe(reads + 1);
  });

  test('a branch that stays in memory is read once, and a thrown away update changes none', () => {
    const random = seededRandom(9);
    const trie = plainTrie(32, true);
    const keys = Array.from({ length: 2000 }, () => random.bytes(32));
    apply(trie, new Map(keys.map((key) => [toKey(key), key])));
    trie.known = false;
    let reads = 0;
    const read = trie.record;
    trie.record = (path, depth) => {
      reads++;
      return read(path, depth);
    };
    const key = keys[3] as Uint8Array;
    const update = () => updateTrie(trie, [{ key, path: key, value: Uint8Array.of(1) }]);
    const first = update();
    expect(reads).toBe(first.records.length - 1);
    expect(update()).toEqual(first);
    expect(reads).toBe(first.records.length - 1);
    const former = updateTrie(trie, [{ key, path: key, value: key }]);
    expect(former.root).toEqual(rootOf(trie));
  });
});
