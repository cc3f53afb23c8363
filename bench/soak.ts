/**
 * A long run of `xai start` as its users run it: every block on disk before it is announced, a mixed load meanwhile, and at
 * the end every log compared with the blocks. `bun bench/soak.ts --help`. Exit code 1 where anything was wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Listener } from './soak/listener.ts';
import { Mix } from './soak/mix.ts';
import { startChain } from './soak/node.ts';
import { verify } from './soak/verify.ts';

const HELP = `bun bench/soak.ts [flags]

Runs xai start on a new chain, sends it transactions and reads at a steady rate, and prints a line each few minutes.
At the end: every transaction that was taken is in one block; eth_getLogs and the subscription tell the logs that the
receipts hold, each once and in order; "xai db verify" reads the whole store.

  --minutes N        how long (60)
  --transactions N   a second: transfers, some to new accounts, and ERC-20 transfers (100)
  --requests N       a second: balances, calls, receipts, blocks, logs, proofs, traces, estimates, fees (200)
  --block-time N     seconds between blocks (1)
  --every N          minutes between two lines (5)
  --program COMMAND  in place of "bun src/main.ts"
  --data-dir PATH    kept afterwards; else a temporary directory`;

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    transactions: { type: 'string', default: '100' },
    requests: { type: 'string', default: '200' },
    'block-time': { type: 'string', default: '1' },
    every: { type: 'string', default: '5' },
    program: { type: 'string' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (flags.help) {
  console.log(HELP);
  process.exit();
}

const dataDir = flags['data-dir'] ?? mkdtempSync(join(tmpdir(), 'xai-soak-'));
const node = await startChain({ dataDir, blockTime: flags['block-time'], program: flags.program });
try {
  const listener = await Listener.open(node.port);
  const mix = new Mix(node);
  await mix.prepare();
  console.log(
    '| minutes | blocks | transactions | reads | errors | MiB | of it its own | disk, MiB | CPU s |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  const began = performance.now();
  const minutes = () => (performance.now() - began) / 60_000;
  const line = async () => {
    const { memory, own, disk, cpu } = node.usage();
    const blocks = Number(await node.call<string>('eth_blockNumber'));
    const { taken, reads, errors } = mix;
    const sizes = [memory, own, disk, cpu].map((size) => size.toFixed(0));
    console.log(
      `| ${[minutes().toFixed(1), blocks, taken.size, reads, errors.length, ...sizes].join(' | ')} |`,
    );
  };
  const rate = { transactions: Number(flags.transactions), reads: Number(flags.requests) };
  for (let lines = 0; minutes() < Number(flags.minutes); ) {
    const due = performance.now() + 1000;
    await mix.second(rate);
    if (minutes() >= lines * Number(flags.every)) {
      await line();
      lines++;
    }
    await Bun.sleep(Math.max(0, due - performance.now()));
  }
  await mix.settle();
  await line();
  const faults = [...mix.errors, ...(await verify(node, mix, listener))];
  listener.close();
  await node.stop();
  const stored = await node.verifyStore();
  console.log(stored.output);
  for (const fault of faults.slice(0, 20)) console.log(`fault: ${fault}`);
  console.log(`${faults.length} faults`);
  process.exitCode = faults.length === 0 && stored.code === 0 ? 0 : 1;
} finally {
  await node.stop();
  if (flags['data-dir'] === undefined) rmSync(dataDir, { recursive: true, force: true });
}
