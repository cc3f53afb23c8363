/** The cost of a block, and of looking into the past, while the chain grows. */
import { bigIntToFixedBytes } from '../../storage/encoding/bytes.ts';
import { median } from '../median.ts';
import { range } from '../range.ts';
import { account, BenchChain, costOf, decades, progress } from './chain.ts';
import { Curve } from './print.ts';

const BLOCKS = 60;
const TRANSFERS = 200;
const RECIPIENTS = 1000;
const LOOKS = 5000;
/** Init code of a contract that logs its caller's 32 bytes as a topic: LOG1(0, 0, CALLDATALOAD(0)). */
const LOGGER = Uint8Array.from([
  0x66, 0x5f, 0x35, 0x5f, 0x5f, 0xa1, 0x00, 0x00, 0x5f, 0x52, 0x60, 0x07, 0x60, 0x19, 0xf3,
]);

/** Prints what a block costs, a read at a random block, and a search for one log in all. */
export async function blockCurve(longest: number, durable: boolean): Promise<void> {
  const bench = BenchChain.open(durable);
  const cost = `ms, a block of ${TRANSFERS} transfers`;
  const curve = new Curve([
    'blocks',
    cost,
    'of CPU',
    'µs CPU, one account at a random block',
    'µs CPU, one log in all blocks',
    'MiB on disk',
  ]);
  try {
    const deployment = bench.sign(undefined, LOGGER, 200_000n);
    const deployed = await bench.make([deployment]);
    const logger = bench.chain.receipt(deployed.hash, 0)?.receipt.contractAddress as Uint8Array;
    await bench.make([bench.sign(logger, topicOf(0), 100_000n)]);
    for (let block = 0; block < 3 * BLOCKS; block++) await bench.make(bench.transfers(recipients()));
    for (const length of decades(longest)) {
      for (let number = bench.chain.head().header.number; number < length; number++) {
        // every block a transfer, or a log like many others
        const isLog = number % 10n === 0n;
        await bench.make([
          isLog ? bench.sign(logger, topicOf(1 + Number(number % 100n)), 100_000n) : transfer(bench),
        ]);
        if (number % 10_000n === 0n) progress(`${number} blocks`);
      }
      const costs: { time: number; cpu: number }[] = [];
      for (let block = 0; block < BLOCKS; block++) {
        const sent = bench.transfers(recipients());
        costs.push(await costOf(() => bench.make(sent)));
      }
      const past = await costOf(() => {
        for (let look = 0; look < LOOKS; look++) {
          const number = BigInt(Math.floor(Math.random() * length));
          bench.store.stateAt(number).account(account(look % RECIPIENTS));
        }
      });
      const query = { from: 0n, to: BigInt(length), addresses: [logger], topics: [[topicOf(0)]] };
      const search = await costOf(() => {
        for (let look = 0; look < 200; look++) {
          const found = [...bench.store.logs(query)];
          if (found.length !== 1) throw new Error(`${found.length} blocks in place of one`);
        }
      });
      curve.add([
        length,
        median(costs.map(({ time }) => time)),
        median(costs.map(({ cpu }) => cpu)),
        (past.cpu / LOOKS) * 1000,
        search.cpu * 5,
        bench.size() / 2 ** 20,
      ]);
    }
  } finally {
    await bench.close();
  }
  curve.end();
}

function transfer(bench: BenchChain) {
  return bench.sign(account(Math.floor(Math.random() * RECIPIENTS)), new Uint8Array(0), 21_000n);
}

function recipients(): Uint8Array[] {
  return range(TRANSFERS).map(() => account(Math.floor(Math.random() * RECIPIENTS)));
}

function topicOf(index: number): Uint8Array {
  return bigIntToFixedBytes(BigInt(index + 1), 32);
}
