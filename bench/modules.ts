/**
 * What modules cost a chain that uses none of their hooks: blocks of transfers and empty blocks, made and imported, on a
 * chain without modules and on one with all of them in its genesis. `bun bench/modules.ts [--rounds 7] [--blocks 60]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Blockchain } from '../chain/canonical/blockchain.ts';
import { devGenesis } from '../chain/genesis/dev.ts';
import { type Genesis, parseGenesis } from '../chain/genesis/parse.ts';
import { listSource } from '../chain/produce/source.ts';
import { addressOfKey, signTransaction } from '../chain/transaction/sign.ts';
import type { Transaction } from '../chain/transaction/transaction.ts';
import { moduleAlloc } from '../modules/genesis/alloc.ts';
import { moduleProtocol } from '../modules/protocol/protocol.ts';
import { Store } from '../storage/store.ts';
import { createWasmEngine } from '../vm/wasm/engine.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, blocks: { type: 'string', default: '60' } },
});
const [rounds, blocks] = [Number(values.rounds), Number(values.blocks)];

const KEY = new Uint8Array(32).fill(5);
const plain: Genesis = withoutModules(
  devGenesis({
    ...{ accounts: [addressOfKey(KEY)], balance: 10n ** 30n, chainId: 31337n, gasLimit: 30_000_000n },
    ...{ baseFee: 1_000_000_000n, timestamp: 1_000n, hardfork: 'osaka', toolContracts: true },
  }),
);
const withModules: Genesis = {
  ...plain,
  config: { ...plain.config, nativeTransactions: true },
  accounts: [...plain.accounts, ...moduleAccounts()],
};

function withoutModules(genesis: Genesis): Genesis {
  return { ...genesis, config: { ...genesis.config, nativeTransactions: undefined } };
}

function moduleAccounts(): Genesis['accounts'] {
  const alloc = moduleAlloc({ modules: 'dev' });
  return parseGenesis({ config: { chainId: 1 }, gasLimit: 5000, difficulty: 0, alloc }).accounts;
}

function open(genesis: Genesis): { chain: Blockchain; close(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'xai-bench-'));
  const store = Store.open({ path, durable: false });
  const chain = Blockchain.open({ genesis }, { store, engine: createWasmEngine(), protocol: moduleProtocol });
  return { chain, close: () => store.close().then(() => rmSync(path, { recursive: true })) };
}

function transfers(count: number, first: number): Transaction[] {
  return Array.from({ length: count }, (_, index) =>
    signTransaction(
      {
        ...{ type: 0, chainId: 31337n, nonce: BigInt(first + index), gasLimit: 21_000n, value: 1n },
        ...{ maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 12n, accessList: [] },
        ...{ to: new Uint8Array(20).fill(index % 250), data: new Uint8Array(0) },
      },
      KEY,
    ),
  );
}

/** A producer and a follower of one genesis. */
interface Side {
  readonly producer: Blockchain;
  readonly follower: Blockchain;
  readonly made: number[];
  readonly imported: number[];
}

/** Makes one block and imports it elsewhere; notes the microseconds of both. */
async function step(
  { producer, follower, made, imported }: Side,
  sent: readonly Transaction[],
): Promise<void> {
  const { header } = producer.head();
  const start = Bun.nanoseconds();
  const built = await producer.build(
    {
      ...{
        timestamp: header.timestamp + 12n,
        coinbase: new Uint8Array(20).fill(1),
        gasLimit: header.gasLimit,
      },
      ...{ prevRandao: new Uint8Array(32), extraData: new Uint8Array(0) },
    },
    listSource(sent),
  );
  producer.append(built);
  const between = Bun.nanoseconds();
  await follower.importBlock(built.block);
  made.push((between - start) / 1000);
  imported.push((Bun.nanoseconds() - between) / 1000);
}

console.log('| block | | without modules | with modules | difference |\n|---|---|---|---|---|');
for (const count of [200, 1, 0]) {
  const samples = [0, 1].map(() => ({ made: [] as number[], imported: [] as number[] }));
  for (let round = 0; round <= rounds; round++) {
    const chains = [plain, withModules].flatMap((genesis) => [open(genesis), open(genesis)]);
    // the first round warms up
    const sides = samples.map((sample, index): Side => {
      const [producer, follower] = chains.slice(2 * index).map(({ chain }) => chain);
      if (producer === undefined || follower === undefined) throw new Error('no chain');
      return { producer, follower, ...(round > 0 ? sample : { made: [], imported: [] }) };
    });
    for (let block = 0; block < blocks; block++) {
      const sent = transfers(count, block * count);
      // side by side, each first in turn: a busy machine slows both
      for (const side of block % 2 === 0 ? sides : [...sides].reverse()) await step(side, sent);
    }
    for (const { close } of chains) await close();
  }
  for (const part of ['made', 'imported'] as const) {
    const [before = 0, after = 0] = samples.map((sample) => median(sample[part]));
    const difference = `${((after / before - 1) * 100).toFixed(1)} %`;
    console.log(
      `| of ${count} transfers | ${part} | ${before.toFixed(0)} µs | ${after.toFixed(0)} µs | ${difference} |`,
    );
  }
}
