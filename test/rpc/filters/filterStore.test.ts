import { afterAll, beforeAll, expect, test } from 'bun:test';
import { FilterStore } from '../../../rpc/filters/filterStore.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

const MINUTE = 60_000;

let dev: DevNode;

beforeAll(async () => {
  dev = await openDevNode();
});

afterAll(() => dev.close());

test('a filter that nobody asks for five minutes is forgotten, one that is polled is not', () => {
  let now = 0;
  const filters = new FilterStore({ limit: 2, now: () => now }, dev.node.context);
  const [used, idle] = [filters.add('block'), filters.add('block')];
  now = 4 * MINUTE;
  expect(filters.poll(used)).toEqual([]);
  now = 6 * MINUTE;
  const next = filters.add('block');
  expect(() => filters.poll(idle)).toThrow('filter not found');
  expect(filters.poll(used)).toEqual([]);
  expect(filters.poll(next)).toEqual([]);
  filters.close();
});

test('a store that is closed hears nothing more', async () => {
  const filters = new FilterStore({ limit: 2 }, dev.node.context);
  const id = filters.add('block');
  await dev.call('anvil_mine');
  expect(filters.poll(id)).toHaveLength(1);
  filters.close();
  await dev.call('anvil_mine');
  expect(() => filters.poll(id)).toThrow('filter not found');
});
