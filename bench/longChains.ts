/** Rows about a chain of 20,000 blocks; they come last, as they make it. */
import { toHex } from '../storage/encoding/bytes.ts';
import { body, inTurn, load } from './load.ts';
import { mineTogether, type Sender, type Subject, signTokenTransfer } from './subject.ts';
import type { Workload } from './workloads.ts';

/** The transfer topic of ERC-20. */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const BLOCKS = { small: 50, full: 20_000 };
/** Blocks in one request: a node that takes 15 ms for each would be given up otherwise. */
const AT_ONCE = 1_000;

export const LONG_CHAINS: readonly Workload[] = [
  longChain('logs-one', 'eth_getLogs over 20,000 blocks, one match by topic', async (node) => ({
    topics: [TRANSFER, null, `0x${'00'.repeat(12)}${toHex((node.senders[0] as Sender).address).slice(2)}`],
    address: toHex(node.token),
    fromBlock: '0x0',
    toBlock: 'latest',
  })),
  longChain('logs-address', 'eth_getLogs over 20,000 blocks, one match by address', async (node) => ({
    address: toHex(node.quietToken),
    fromBlock: '0x0',
    toBlock: 'latest',
  })),
  longChain('logs-contract', 'eth_getLogs, every log of a contract in 20,000 blocks', async (node) => ({
    address: toHex(node.token),
    fromBlock: '0x0',
    toBlock: 'latest',
  })),
  longChain('logs-recent', 'eth_getLogs, last 100 blocks', async (node) => {
    const head = Number(await node.call<string>('eth_blockNumber'));
    return {
      address: toHex(node.token),
      fromBlock: `0x${Math.max(0, head - 99).toString(16)}`,
      toBlock: 'latest',
    };
  }),
  {
    name: 'fee-history',
    title: 'eth_feeHistory of 1,024 blocks',
    unit: '/s',
    async measure(node, { small, timed }) {
      await lengthen(node, small ? BLOCKS.small : BLOCKS.full);
      const count = small ? 8 : 200;
      const request = body('eth_feeHistory', '0x400', 'latest', []);
      const { seconds } = await timed(count, () => load(node.port, 8, inTurn([request], count)));
      return count / seconds;
    },
  },
  {
    name: 'memory',
    title: 'memory at the end',
    unit: 'MiB',
    measure: async (node) => node.memory() ?? Number.NaN,
  },
];

/** Logs once the chain is long. */
function longChain(name: string, title: string, filterOf: (node: Subject) => Promise<object>): Workload {
  return {
    name,
    title,
    unit: 'ms',
    async measure(node, { small, timed }) {
      await lengthen(node, small ? BLOCKS.small : BLOCKS.full);
      const filter = await filterOf(node);
      const found = await node.call<unknown[]>('eth_getLogs', filter);
      if (found.length === 0) throw new Error(`${node.name} finds no logs`);
      const request = body('eth_getLogs', filter);
      const count = small ? 3 : 50;
      const { seconds } = await timed(count, () => load(node.port, 1, inTurn([request], count)));
      return (seconds * 1000) / count;
    },
  };
}

async function lengthen(node: Subject, length: number): Promise<void> {
  const missing = length - Number(await node.call<string>('eth_blockNumber'));
  if (missing <= 0) return;
  for (let left = missing; left > 0; left -= AT_ONCE) {
    await node.call('hardhat_mine', `0x${Math.min(left, AT_ONCE).toString(16)}`);
  }
  await mineTogether(node, [signTokenTransfer(node.senders[0] as Sender, node.token, 7)]);
}
