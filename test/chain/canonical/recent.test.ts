import { expect, test } from 'bun:test';
import { Recent } from '../../../chain/canonical/recent.ts';

test('keeps what was used last, by weight', () => {
  const recent = new Recent<string, number>(10, (weight) => weight);
  recent.set('a', 4);
  recent.set('b', 4);
  expect(recent.get('a', () => undefined)).toBe(4);
  recent.set('c', 5);
  expect([recent.peek('a'), recent.peek('b'), recent.peek('c')]).toEqual([4, undefined, 5]);
  recent.set('c', 6);
  expect([recent.peek('a'), recent.peek('c')]).toEqual([4, 6]);
  recent.set('large', 11);
  expect([recent.peek('a'), recent.peek('c'), recent.peek('large')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('makes what is not at hand, and keeps no undefined', () => {
  const recent = new Recent<number, string>(2);
  let made = 0;
  const make = () => {
    made += 1;
    return made === 1 ? undefined : 'x';
  };
  expect([recent.get(1, make), recent.get(1, make), recent.get(1, make)]).toEqual([undefined, 'x', 'x']);
  expect(made).toBe(2);
});
