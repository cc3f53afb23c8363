import { expect, test } from 'bun:test';
import { Turns } from '../../../rpc/server/turns.ts';

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('work beyond a turn waits in line, and a clock is heard in between', async () => {
  const turns = new Turns();
  const done: (number | string)[] = [];
  const heard = new Promise<void>((resolve) => {
    setTimeout(() => {
      done.push('clock');
      resolve();
    }, 1);
  });
  const work = (index: number) => () => {
    busy(20);
    done.push(index);
    return index;
  };
  const answers = Array.from({ length: 12 }, (_, index) => turns.run(work(index)));
  expect(answers[0]).toBe(0);
  expect(answers[11]).toBeInstanceOf(Promise);
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  await heard;
  expect(done.filter((one) => one !== 'clock')).toEqual(Array.from({ length: 12 }, (_, index) => index));
  expect(done.indexOf('clock')).toBeLessThan(8);
});

test('work that takes no time is done at once, however much there is', () => {
  const turns = new Turns();
  for (let i = 0; i < 10_000; i++) expect(turns.run(() => i)).toBe(i);
});
