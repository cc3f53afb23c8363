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

/** What a table needs to have something to measure. */
const LEAST = 10;

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
const { durable } = flags;
const TABLES = { accounts: accountCurve, blocks: blockCurve, import: importRate };

// every name and size is looked at before the first table, which takes minutes
const wanted = flags.only.split(',').map(tableOf);
const sizes = wanted.map(sizeOf);
for (const [index, name] of wanted.entries()) await TABLES[name](sizes[index] as number, durable);

/** The table of a name. Ends the program where there is none. */
function tableOf(name: string): keyof typeof TABLES {
  if (Object.hasOwn(TABLES, name)) return name as keyof typeof TABLES;
  console.error(`--only ${name}: must be of ${Object.keys(TABLES).join(', ')}`);
  process.exit(2);
}

/** The size that a table goes up to. Ends the program where it is no such number. */
function sizeOf(flag: keyof typeof TABLES): number {
  const size = Number(flags[flag]);
  if (Number.isInteger(size) && size >= LEAST) return size;
  console.error(
    `--${flag} ${flags[flag]}: must be a whole number from ${LEAST} on; --only leaves tables out`,
  );
  process.exit(2);
}
