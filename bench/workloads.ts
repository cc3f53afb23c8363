/**
 * What is measured: one row of the table each. Every node does exactly the same. Longer than most files, as the list of rows is
 * what a reader looks for; rows of subscriptions and long chains stand apart, all of them in rows.ts.
 */
import { toHex } from '../storage/encoding/bytes.ts';
import { body, inTurn, load } from './load.ts';
import { range } from './range.ts';
import {
  balanceOfData,
  recipient,
  SENDERS,
  type Sender,
  type Subject,
  signTokenTransfer,
  signTransfer,
  transferData,
} from './subject.ts';

/** How one round is measured. */
export interface Round {
  /** True: a few operations only, to see that it works. */
  readonly small: boolean;
  /** Runs what counts, and nothing else: the time and the CPU of `operations` operations. */
  timed(operations: number, work: () => Promise<unknown>): Promise<{ seconds: number }>;
}

/** A row of the table. */
export interface Workload {
  /** what --only looks for */
  readonly name: string;
  readonly title: string;
  readonly unit: '/s' | 'ms' | 'MiB';
  /** Flags without which anvil does not do this at all: it is measured in a process of its own, started with them. */
  readonly anvilFlags?: readonly string[];
  /** One round; the figure in the row's unit. */
  measure(node: Subject, round: Round): Promise<number>;
}

export const WORKLOADS: readonly Workload[] = [
  { name: 'start', title: 'start to first answer', unit: 'ms', measure: async (node) => node.startTime },
  {
    name: 'idle-memory',
    title: 'memory after the first answer',
    unit: 'MiB',
    measure: async (node) => node.startMemory ?? Number.NaN,
  },
  reads('chainId', 'eth_chainId', { count: 20_000, connections: 64 }, () => [body('eth_chainId')]),
  reads('blockNumber', 'eth_blockNumber', { count: 20_000, connections: 64 }, () => [
    body('eth_blockNumber'),
  ]),
  reads('balance', 'eth_getBalance', { count: 10_000, connections: 32 }, () =>
    range(100).map((i) => body('eth_getBalance', toHex(recipient(i)), 'latest')),
  ),
  reads('batch', 'batch of 100 eth_getBalance', { count: 400, connections: 8 }, () => [
    `[${range(100).map((i) => body('eth_getBalance', toHex(recipient(i)), 'latest'))}]`,
  ]),
  reads('call', 'eth_call, ERC-20 balanceOf', { count: 4_000, connections: 32 }, ({ token, senders }) =>
    senders.map(({ address }) =>
      body('eth_call', { to: toHex(token), data: toHex(balanceOfData(address)) }, 'latest'),
    ),
  ),
  reads('estimate-transfer', 'eth_estimateGas, transfer', { count: 2_000, connections: 32 }, ({ senders }) =>
    senders.map(({ address }) =>
      body('eth_estimateGas', { from: toHex(address), to: toHex(recipient(1)), value: '0x1' }),
    ),
  ),
  reads(
    'estimate-erc20',
    'eth_estimateGas, ERC-20 transfer',
    { count: 1_000, connections: 32 },
    ({ token, senders }) =>
      senders.map(({ address }) =>
        body('eth_estimateGas', {
          from: toHex(address),
          to: toHex(token),
          data: toHex(transferData(recipient(1), 1n)),
        }),
      ),
  ),
  reads('receipt', 'eth_getTransactionReceipt', { count: 5_000, connections: 32 }, ({ transactionHash }) => [
    body('eth_getTransactionReceipt', transactionHash),
  ]),
  reads('block-1', 'eth_getBlockByNumber full, 1 transaction', { count: 5_000, connections: 32 }, (node) => [
    body('eth_getBlockByNumber', node.smallBlock, true),
  ]),
  reads(
    'block-500',
    'eth_getBlockByNumber full, 500 transactions',
    { count: 100, connections: 8 },
    (node) => [body('eth_getBlockByNumber', node.largeBlock, true)],
  ),
  {
    ...reads(
      'trace-struct',
      'debug_traceTransaction, struct logs',
      { count: 100, connections: 8 },
      (node) => [body('debug_traceTransaction', node.transactionHash, {})],
    ),
    anvilFlags: ['--steps-tracing'],
  },
  reads('trace-call', 'debug_traceTransaction, callTracer', { count: 500, connections: 8 }, (node) => [
    body('debug_traceTransaction', node.transactionHash, { tracer: 'callTracer' }),
  ]),
  reads('proof', 'eth_getProof', { count: 500, connections: 8 }, ({ token }) => [
    body('eth_getProof', toHex(token), [`0x${'00'.repeat(32)}`], 'latest'),
  ]),
  sends('transfers', 'instant mining, transfers', signTransfer),
  sends('erc20', 'instant mining, ERC-20 transfers', (sender, index, { token }) =>
    signTokenTransfer(sender, token, index),
  ),
  latency('latency', 'one transfer, send → receipt, p50', 0.5),
  latency('latency-p99', 'one transfer, send → receipt, p99', 0.99),
  { name: 'snapshot', title: 'evm_snapshot, transfer, evm_revert', unit: 'ms', measure: snapshots },
  { name: 'admission', title: 'admission to the pool, mining off', unit: '/s', measure: admission },
  mined('mine-transfers', 'one block of 5,000 transfers', signTransfer),
  mined('mine-erc20', 'one block of 5,000 ERC-20 transfers', (sender, index, { token }) =>
    signTokenTransfer(sender, token, index),
  ),
];

type SignOne = (sender: Sender, index: number, node: Subject) => string;

/** Requests that change nothing, as many a second as go. */
function reads(
  name: string,
  title: string,
  effort: { readonly count: number; readonly connections: number },
  bodies: (node: Subject) => readonly string[],
): Workload {
  return {
    name,
    title,
    unit: '/s',
    async measure(node, { small, timed }) {
      const count = small ? Math.min(effort.count, effort.connections) : effort.count;
      const made = bodies(node);
      const { seconds } = await timed(count, () => load(node.port, effort.connections, inTurn(made, count)));
      return count / seconds;
    },
  };
}

/** Transactions in instant mining from 32 connections; each connection ends with the receipt of its last one. */
function sends(name: string, title: string, signOne: SignOne): Workload {
  return {
    name,
    title,
    unit: '/s',
    async measure(node, { small, timed }) {
      const each = small ? 1 : 20;
      const bodies = node.senders.map((sender, place) =>
        range(each).map((i) => body('eth_sendRawTransaction', signOne(sender, place * each + i, node))),
      );
      const waitingFor: (string | undefined)[] = [];
      const count = each * SENDERS;
      const { seconds } = await timed(count, () =>
        load(
          node.port,
          SENDERS,
          (connection) =>
            bodies[connection]?.shift() ??
            (waitingFor[connection] && body('eth_getTransactionReceipt', waitingFor[connection])),
          (connection, answer) => {
            const { result } = JSON.parse(answer) as { result: unknown };
            if (typeof result === 'string') waitingFor[connection] = result;
            else if (result !== null) waitingFor[connection] = undefined;
          },
        ),
      );
      return count / seconds;
    },
  };
}

/** One connection that sends a transfer, then asks until its receipt is there. */
function latency(name: string, title: string, share: number): Workload {
  return {
    name,
    title,
    unit: 'ms',
    async measure(node, { small, timed }) {
      const count = small ? 3 : 200;
      const sender = node.senders[0] as Sender;
      const raw = range(count).map((i) => signTransfer(sender, i));
      const times: number[] = [];
      let start = 0;
      let wanted: string | undefined;
      const next = () => {
        if (wanted !== undefined) return body('eth_getTransactionReceipt', wanted);
        const signed = raw.shift();
        start = performance.now();
        return signed === undefined ? undefined : body('eth_sendRawTransaction', signed);
      };
      await timed(count, () =>
        load(node.port, 1, next, (_connection, answer) => {
          const { result } = JSON.parse(answer) as { result: unknown };
          if (typeof result === 'string') wanted = result;
          else if (result !== null) {
            times.push(performance.now() - start);
            wanted = undefined;
          }
        }),
      );
      return times.toSorted((a, b) => a - b)[Math.floor(share * count)] ?? Number.NaN;
    },
  };
}

async function snapshots(node: Subject, { small, timed }: Round): Promise<number> {
  const count = small ? 3 : 50;
  const sender = node.senders[0] as Sender;
  const raw = signTransfer(sender, 0);
  sender.nonce--;
  let left = count * 3;
  let snapshot: unknown;
  let hash: unknown;
  const next = () => {
    if (hash !== undefined) return body('eth_getTransactionReceipt', hash);
    if (left-- === 0) return undefined;
    if (left % 3 === 2) return body('evm_snapshot');
    return left % 3 === 1 ? body('eth_sendRawTransaction', raw) : body('evm_revert', snapshot);
  };
  const { seconds } = await timed(count, () =>
    load(node.port, 1, next, (_connection, answer) => {
      const { result } = JSON.parse(answer) as { result: unknown };
      if (hash !== undefined) hash = result === null ? hash : undefined;
      else if (left % 3 === 2) snapshot = result;
      else if (left % 3 === 1) hash = result;
    }),
  );
  return (seconds * 1000) / count;
}

async function admission(node: Subject, { small, timed }: Round): Promise<number> {
  const each = small ? 1 : 30;
  const bodies = node.senders.map((sender, place) =>
    range(each).map((i) => body('eth_sendRawTransaction', signTransfer(sender, place * each + i))),
  );
  const count = each * SENDERS;
  await node.call('evm_setAutomine', false);
  const { seconds } = await timed(count, () =>
    load(node.port, SENDERS, (connection) => bodies[connection]?.shift()),
  );
  await node.call('evm_mine');
  await node.call('evm_setAutomine', true);
  return count / seconds;
}

/** One block with everything that waits: execution, roots, commit. Transactions a second. */
function mined(name: string, title: string, signOne: SignOne): Workload {
  return {
    name,
    title,
    unit: '/s',
    async measure(node, { small, timed }) {
      const count = small ? 32 : 5_000;
      await node.call('evm_setAutomine', false);
      const bodies = range(count).map((i) =>
        body('eth_sendRawTransaction', signOne(node.senders[i % SENDERS] as Sender, i, node)),
      );
      await load(node.port, 1, inTurn(bodies, count));
      const { seconds } = await timed(count, () => node.call('evm_mine'));
      await node.call('evm_setAutomine', true);
      const block = await node.call<{ transactions: unknown[] }>('eth_getBlockByNumber', 'latest', false);
      if (block.transactions.length !== count)
        throw new Error(`a block of ${block.transactions.length}, not ${count}`);
      return count / seconds;
    },
  };
}
