import { expect, test } from 'bun:test';
import type { WarmRequest } from '../../../src/warmUp/requests.ts';
import { warmUpWith } from '../../../src/warmUp/warmUp.ts';

/** A chain that notes what is asked of it. */
function notedChain() {
  const asked: WarmRequest[] = [];
  let ends = 0;
  const chain = {
    senders: [],
    ask: (...request: WarmRequest) => {
      asked.push(request);
      return Promise.resolve(asked.length);
    },
    close: () => undefined,
    end: () => {
      ends++;
      return Promise.resolve();
    },
  };
  return { chain, asked, ends: () => ends };
}

/** So many requests; `got` has the results. */
function* numbered(count: number, got: unknown[] = []): Generator<WarmRequest, void, unknown> {
  for (let i = 0; i < count; i++) got.push(yield ['eth_call', i]);
}

test.serial('everything is asked while nobody else asks, and the chain is deleted', async () => {
  const { chain, asked, ends } = notedChain();
  const got: unknown[] = [];
  const end = warmUpWith({
    budget: 60_000,
    quietFor: () => 1_000,
    open: () => chain,
    requests: () => numbered(5, got),
  });
  await Bun.sleep(200);
  expect(asked.map(([, number]) => number)).toEqual([0, 1, 2, 3, 4]);
  expect(got).toEqual([1, 2, 3, 4, 5]);
  expect(ends()).toBe(1);
  await end();
  expect(ends()).toBe(1);
});

test.serial('nothing is begun, and nothing goes on, while clients ask', async () => {
  const { chain, asked, ends } = notedChain();
  let quiet = 0;
  let opened = 0;
  const end = warmUpWith({
    budget: 60_000,
    quietFor: () => quiet,
    open: () => {
      opened++;
      return chain;
    },
    requests: () => numbered(1_000_000),
  });
  await Bun.sleep(150);
  expect(opened).toBe(0);
  quiet = 1_000;
  await Bun.sleep(150);
  expect(opened).toBe(1);
  expect(asked.length).toBeGreaterThan(0);
  quiet = 0;
  await Bun.sleep(10);
  const before = asked.length;
  await Bun.sleep(100);
  expect(asked.length).toBe(before);
  await end();
  expect(asked.length).toBe(before);
  expect(ends()).toBe(1);
});

test.serial('it ends when it is told to', async () => {
  const { chain, asked } = notedChain();
  await warmUpWith({
    budget: 60_000,
    quietFor: () => 1_000,
    open: () => chain,
    requests: () => numbered(1_000_000),
  })();
  expect(asked.length).toBe(0);
});

test.serial('it ends by itself when its CPU time is used up', async () => {
  const { chain, ends } = notedChain();
  const busy = { ...chain, ask: () => Promise.resolve(useCpu(50)) };
  const end = warmUpWith({
    budget: 200,
    quietFor: () => 1_000,
    open: () => busy,
    requests: () => numbered(1_000_000),
  });
  const deadline = Date.now() + 20_000;
  while (ends() === 0 && Date.now() < deadline) await Bun.sleep(20);
  expect(ends()).toBe(1);
  await end();
});

test.serial('a chain that cannot be made keeps nobody from anything', async () => {
  const end = warmUpWith({
    budget: 60_000,
    quietFor: () => 1_000,
    open: () => {
      throw new Error('no room on the disk');
    },
    requests: () => numbered(1),
  });
  await Bun.sleep(100);
  await end();
});

/** Uses milliseconds of CPU time, as the system counts them. */
function useCpu(milliseconds: number): void {
  const begun = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(begun);
    if (user + system >= milliseconds * 1_000) return;
  }
}
