import { describe, expect, test } from 'bun:test';
import type { StoredBlock, StoredLogKey } from '../../../storage/blocks/storedBlock.ts';
import { EMPTY_BYTES, equalBytes } from '../../../storage/encoding/bytes.ts';
import type { LogQuery } from '../../../storage/logs/query.ts';
import { emptyChanges } from '../../../storage/state/changes.ts';
import type { Store } from '../../../storage/store.ts';
import { someBlock } from '../support/blocks.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { withStore } from '../support/temporaryStore.ts';

type Found = { block: number; logs: number[] | undefined };

function bruteForce(blocks: readonly StoredBlock[], query: LogQuery): Found[] {
  const wildcard = query.addresses.length === 0 && query.topics.every((topics) => !topics?.length);
  return blocks.flatMap(({ number, logs }): Found[] => {
    if (number < query.from || number > query.to || logs.length === 0) return [];
    if (wildcard) return [{ block: Number(number), logs: undefined }];
    const matching = logs.flatMap((log, index) => (matches(log, query) ? [index] : []));
    return matching.length === 0 ? [] : [{ block: Number(number), logs: matching }];
  });
}

function matches(log: StoredLogKey, query: LogQuery): boolean {
  const within = (values: readonly Uint8Array[], value: Uint8Array | undefined) =>
    value !== undefined && values.some((candidate) => equalBytes(candidate, value));
  if (query.addresses.length > 0 && !within(query.addresses, log.address)) return false;
  return query.topics.every((topics, position) => !topics?.length || within(topics, log.topics[position]));
}

function found(store: Store, query: LogQuery): Found[] {
  return [...store.logs(query)].map(({ blockNumber, logIndexes }) => ({
    block: Number(blockNumber),
    logs: logIndexes === undefined ? undefined : [...logIndexes],
  }));
}

function randomLogs(
  random: Random,
  addresses: readonly Uint8Array[],
  topics: readonly Uint8Array[],
): StoredLogKey[] {
  if (random.chance(0.4)) return [];
  return Array.from({ length: random.below(random.chance(0.1) ? 200 : 5) }, () => ({
    address: random.pick(addresses),
    topics: Array.from({ length: random.below(5) }, () => random.pick(topics)),
  }));
}

function randomQuery(
  random: Random,
  head: number,
  addresses: readonly Uint8Array[],
  topics: readonly Uint8Array[],
): LogQuery {
  const some = (values: readonly Uint8Array[]) =>
    Array.from({ length: 1 + random.below(3) }, () =>
      random.chance(0.9) ? random.pick(values) : random.bytes(20),
    );
  const from = random.below(head + 1);
  return {
    addresses: random.chance(0.5) ? [] : some(addresses),
    topics: Array.from({ length: random.below(5) }, () => {
      if (random.chance(0.5)) return random.chance(0.5) ? undefined : [];
      return some(topics);
    }),
    from: BigInt(random.chance(0.3) ? 0 : from),
    to: BigInt(random.chance(0.3) ? head + 10 : from + random.below(head)),
  };
}

describe('the log index', () => {
  for (const seed of [1, 2, 3]) {
    test(`finds what reading every block finds, also after unwinds and at another start, seed ${seed}`, () =>
      withStore((store) => {
        const random = seededRandom(seed);
        // Frequent values fill many shards; a zero topic and one that begins another try the keys.
        const addresses = Array.from({ length: 4 }, () => random.bytes(20));
        const topics = [new Uint8Array(32), ...Array.from({ length: 6 }, () => random.bytes(32))];
        topics.push(new Uint8Array(32).fill(7, 31), new Uint8Array(32).fill(7, 30));
        const blocks = [someBlock(undefined)];
        store.commitGenesis(blocks[0] as StoredBlock, emptyChanges(), EMPTY_BYTES);
        const extend = (count: number) =>
          store.batch(() => {
            for (let i = 0; i < count; i++) {
              const block = someBlock(
                blocks.at(-1),
                { logs: randomLogs(random, addresses, topics) },
                `${i} ${count}`,
              );
              store.commitBlock(block, store.computeRoot(emptyChanges()));
              blocks.push(block);
            }
          });
        extend(1500);
        for (let round = 0; round < 4; round++) {
          for (let i = 0; i < 60; i++) {
            const query = randomQuery(random, blocks.length, addresses, topics);
            expect(found(store, query)).toEqual(bruteForce(blocks, query));
          }
          const to = random.below(blocks.length);
          store.unwind(BigInt(to));
          blocks.length = to + 1;
          extend(random.below(300));
        }
        store.unwind(0n);
        const all = { addresses: [], topics: [], from: 0n, to: 10_000n };
        expect(found(store, all)).toEqual([]);
        for (const address of addresses) expect(found(store, { ...all, addresses: [address] })).toEqual([]);
      }));
  }

  test('answers the first matches without reading the rest', () =>
    withStore((store) => {
      const address = new Uint8Array(20).fill(1);
      let block = someBlock(undefined);
      store.commitGenesis(block, emptyChanges(), EMPTY_BYTES);
      store.batch(() => {
        for (let i = 0; i < 2000; i++) {
          block = someBlock(block, { logs: [{ address, topics: [] }] });
          store.commitBlock(block, store.computeRoot(emptyChanges()));
        }
      });
      const query = { addresses: [address], topics: [], from: 5n, to: 2000n };
      const iterator = store.logs(query)[Symbol.iterator]();
      expect(iterator.next().value).toEqual({ blockNumber: 5n, logIndexes: [0] });
      // A block that comes while the iterator rests does not disturb it.
      block = someBlock(block, { logs: [{ address, topics: [] }] });
      store.commitBlock(block, store.computeRoot(emptyChanges()));
      expect(iterator.next().value).toEqual({ blockNumber: 6n, logIndexes: [0] });
      expect([...store.logs({ ...query, from: 1999n })].map((match) => match.blockNumber)).toEqual([
        1999n,
        2000n,
      ]);
      expect([...store.logs({ ...query, from: 9n, to: 8n })]).toEqual([]);
      // A fifth topic does not exist; a zero one has the key of the index of all logs but for its kind.
      const fifth = [undefined, undefined, undefined, undefined, [new Uint8Array(32)]];
      expect([...store.logs({ ...query, topics: fifth })]).toEqual([]);
    }));
});
