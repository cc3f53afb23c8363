/** How the cost of a block follows the length of the chain and the size of the state: `bun bench/curves.ts --help`. */
import { parseArgs } from 'node:util';
import { accountCurve } from './curves/accounts.ts';
import { blockCurve } from './curves/blocks.ts';
import { importRate } from './curves/imports.ts';

const HELP = `bun bench/curves.ts [flags]

Real blocks in one process, on disk and without waiting for it, unless --durable. Three tables:

  accounts   what a block of 200 transfers to random accounts takes while the state grows from 10,000 accounts
  blocks     what it takes while the chain grows from 10,000 blocks, and what reading in it takes
  import     executing and checking a chain of other blocks, and what a transaction takes on disk

  --only NAME,…     of accounts, blocks, import (all)
  --accounts N      the largest state (1000000)
  --blocks N        the longest chain (200000)
  --import N        blocks to import, of ten transactions each (100000)
  --durable         every block waits for the disk

How far it has come is written to standard error. Beyond the defaults: 10,000,000 accounts take some 3 GB on disk in TMPDIR.`;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'accounts,blocks,import' },
    accounts: { type: 'string', default: '1000000' },
    blocks: { type: 'string', default: '200000' },
    import: { type: 'string', default: '100000' },
    durable: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (flags.help) {
  console.log(HELP);
  process.exit();
}
const wanted = flags.only.split(',');
const { durable } = flags;
if (wanted.includes('accounts')) await accountCurve(Number(flags.accounts), durable);
if (wanted.includes('blocks')) await blockCurve(Number(flags.blocks), durable);
if (wanted.includes('import')) await importRate(Number(flags.import), durable);
