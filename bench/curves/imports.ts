/** How fast blocks from outside are checked and executed, and what they take on disk. */
import { decodeBlock, encodeBlock } from '../../chain/block/blockCodec.ts';
import { range } from '../range.ts';
import { account, BenchChain, costOf, progress } from './chain.ts';
import { Curve } from './print.ts';

const TRANSACTIONS = 10;
const RECIPIENTS = 1000;
/** Blocks in one transaction of the store, as `xai import` has them. */
const BATCH = 100;

/** Imports in batches what another chain has made; senders are recovered. */
export async function importRate(blocks: number, durable: boolean): Promise<void> {
  const producer = BenchChain.open(false);
  const importer = BenchChain.open(durable);
  try {
    let [time, cpu] = [0, 0];
    for (let done = 0; done < blocks; done += BATCH) {
      const made: Uint8Array[] = [];
      for (let block = 0; block < Math.min(BATCH, blocks - done); block++) {
        const to = range(TRANSACTIONS).map((index) => account((done + 31 * block + index) % RECIPIENTS));
        made.push(encodeBlock(await producer.make(producer.transfers(to))));
      }
      const cost = await costOf(() => importer.chain.importBlocks(made.map((bytes) => decodeBlock(bytes))));
      time += cost.time;
      cpu += cost.cpu;
      if (done % 10_000 === 0) progress(`${done} blocks imported`);
    }
    const transactions = blocks * TRANSACTIONS;
    const head = [
      'blocks imported',
      'transactions',
      's',
      'CPU s',
      'blocks/s',
      'transactions/s',
      'bytes on disk a transaction',
    ];
    const rates = [(blocks / time) * 1000, (transactions / time) * 1000, importer.size() / transactions];
    new Curve(head).add([blocks, transactions, time / 1000, cpu / 1000, ...rates]);
  } finally {
    await producer.close();
    await importer.close();
  }
}
