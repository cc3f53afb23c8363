import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { toKey } from '../../../storage/encoding/bytes.ts';
import { Environment } from '../../../storage/lmdb/environment.ts';
import type { Table } from '../../../storage/lmdb/table.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { temporaryDirectory } from '../support/temporaryStore.ts';

const directory = temporaryDirectory();
let environment: Environment;
let accounts: Table;
let slots: Table;

beforeAll(() => {
  environment = new Environment({ path: directory.path, durable: false, buffered: true });
  accounts = environment.table('accounts');
  slots = environment.table('slots');
});

afterAll(async () => {
  await environment.close();
  directory.remove();
});

/** Both keyspaces share a database, so that what one holds must not show in the other. */
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const listed = (table: Table, prefix: string) =>
  [...table.prefixed(bytesOf(prefix))].map(({ key, value }) => `${textOf(key)}=${textOf(value)}`);

describe('a buffered environment', () => {
  test('reads what waits as what is written, in order, and forgets what failed', () => {
    const random = seededRandom(7);
    const model = new Map<string, string>();
    for (let round = 0; round < 400; round++) {
      const small = random.below(8) > 0;
      const fails = random.below(5) === 0;
      const next = new Map(model);
      const steps = 1 + random.below(12);
      const change = () => {
        for (let step = 0; step < steps; step++) {
          const key = `k${random.below(120)}`;
          const value = `v${round}.${step}`;
          if (random.below(3) === 0) {
            accounts.remove(bytesOf(key));
            next.delete(key);
          } else {
            accounts.put(bytesOf(key), bytesOf(value));
            slots.put(bytesOf(key), bytesOf('other'));
            next.set(key, value);
          }
          expect(textOf(accounts.get(bytesOf(key)))).toBe(next.get(key));
        }
        check(next, random);
        if (fails) throw new Error('it failed');
      };
      if (fails) expect(() => environment.write(change, small)).toThrow('it failed');
      else {
        environment.write(change, small);
        model.clear();
        for (const [key, value] of next) model.set(key, value);
      }
      check(model, random);
    }
  });

  test('a database that is first asked for within a large change belongs to it', () => {
    let logs: Table | undefined;
    environment.write(() => {
      logs = environment.table('logIndex');
      logs.put(bytesOf('early'), bytesOf('one'));
    });
    environment.write(() => logs?.put(bytesOf('late'), bytesOf('two')), true);
    expect(logs && listed(logs, '')).toEqual(['early=one', 'late=two']);
    const fails = () =>
      environment.write(() => {
        logs?.put(bytesOf('never'), bytesOf('three'));
        throw new Error('it failed');
      });
    expect(fails).toThrow('it failed');
    expect(logs && listed(logs, '')).toEqual(['early=one', 'late=two']);
  });

  test('hands on what waits when it is asked how much there is', () => {
    environment.write(() => accounts.put(bytesOf('last'), bytesOf('one')), true);
    const { entries } = environment.statistics().find(({ database }) => database === 'state') as {
      entries: number;
    };
    expect(entries).toBe(listed(accounts, '').length + listed(slots, '').length);
  });
});

function check(model: ReadonlyMap<string, string>, random: Random): void {
  const key = `k${random.below(130)}`;
  const sorted = [...model.keys()].sort();
  expect(textOf(accounts.get(bytesOf(key)))).toBe(model.get(key));
  expect(accounts.has(bytesOf(key))).toBe(model.has(key));
  const after = sorted.find((one) => one >= key);
  const found = accounts.seek(bytesOf(key));
  expect(found && toKey(found.key)).toBe(after as string);
  const before = sorted.findLast((one) => one < key);
  const back = accounts.seekBack(bytesOf(key));
  expect(back && toKey(back.key)).toBe(before as string);
  const prefix = `k${random.below(12)}`;
  const wanted = sorted.filter((one) => one.startsWith(prefix)).map((one) => `${one}=${model.get(one)}`);
  expect(listed(accounts, prefix)).toEqual(wanted);
}
