/** The cost of a block while the state grows. */

import { median } from '../median.ts';
import { range } from '../range.ts';
import { account, BenchChain, costOf, decades, progress } from './chain.ts';
import { Curve } from './print.ts';

/** Accounts that a block of withdrawals makes. */
const STEP = 5000;
const BLOCKS = 60;
const TRANSFERS = 200;

/** Prints what a block costs, made and committed, and the read of one account. */
export async function accountCurve(largest: number, durable: boolean): Promise<void> {
  const bench = BenchChain.open(durable);
  const curve = new Curve([
    'accounts',
    `ms, a block of ${TRANSFERS} transfers`,
    'of CPU',
    'µs CPU, one account read',
    'MiB on disk',
  ]);
  let accounts = 0;
  try {
    // code that runs for the first time is not what is asked about
    for (let block = 0; block < 3 * BLOCKS; block++)
      await bench.make(bench.transfers(range(TRANSFERS).map(account)));
    for (const size of decades(largest)) {
      for (; accounts < size; accounts += STEP) {
        await bench.make(
          [],
          range(STEP).map((index) => withdrawal(accounts + index)),
        );
        if (accounts % 100_000 === 0) progress(`${accounts} accounts`);
      }
      const costs: { time: number; cpu: number }[] = [];
      for (let block = 0; block < BLOCKS; block++) {
        const sent = bench.transfers(range(TRANSFERS).map(() => account(Math.floor(Math.random() * size))));
        costs.push(await costOf(() => bench.make(sent)));
      }
      const state = bench.store.latestState();
      const asked = range(20_000).map(() => account(Math.floor(Math.random() * size)));
      const read = await costOf(() => {
        for (const address of asked) state.account(address);
      });
      curve.add([
        size,
        median(costs.map(({ time }) => time)),
        median(costs.map(({ cpu }) => cpu)),
        (read.cpu / asked.length) * 1000,
        bench.size() / 2 ** 20,
      ]);
    }
  } finally {
    await bench.close();
  }
  curve.end();
}

function withdrawal(index: number) {
  return { index: BigInt(index), validatorIndex: 1n, address: account(index), amount: 1n };
}
