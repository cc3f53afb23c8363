import { expect, test } from 'bun:test';
import { nextSlice, roomToBegin } from '../../vm/slices.ts';

/** Uses up the thread for so many milliseconds. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('a clock waits for one or two executions, not for the crowd; few are half done', async () => {
  let [ended, open, most, slices] = [0, 0, 0, 0];
  const execution = async () => {
    const room = roomToBegin();
    if (room !== undefined) await room;
    open++;
    most = Math.max(most, open);
    for (let slice = 0; slice < 5; slice++) {
      work(2);
      slices++;
      await nextSlice();
    }
    open--;
    ended++;
  };
  const all = Promise.all(Array.from({ length: 40 }, execution));
  const between: number[] = [];
  while (ended < 40) {
    const before = slices;
    await new Promise((resolve) => setTimeout(resolve, 0));
    between.push(slices - before);
  }
  await all;
  // All together in one turn of the event loop they would be 40.
  expect(Math.max(...between.slice(1))).toBeLessThan(10);
  expect(between.length).toBeGreaterThan(40);
  expect(most).toBeLessThan(8);
});

test('they go on in the order in which they stopped, and begin in the order in which they came', async () => {
  const order: string[] = [];
  const half = ['a', 'b', 'c', 'd'].map((name) => nextSlice().then(() => order.push(name)));
  const fresh = ['x', 'y'].map((name) => roomToBegin()?.then(() => order.push(name)));
  expect(fresh.every((room) => room !== undefined)).toBe(true);
  await Promise.all([...half, ...fresh]);
  expect(order.filter((name) => name < 'm')).toEqual(['a', 'b', 'c', 'd']);
  expect(order.filter((name) => name > 'm')).toEqual(['x', 'y']);
  expect(roomToBegin()).toBeUndefined();
});
