import { devAccount } from '../accounts.ts';
import type { Known } from './compare.ts';

/** One request, asked of both nodes. */
export interface Question {
  readonly name: string;
  readonly method: string;
  params(known: Known): readonly unknown[];
}

const [first, second] = [devAccount(0).address, devAccount(1).address];
const nothing = `0x${'00'.repeat(31)}01`;

/** A question that is named by its method, or by what follows it in brackets. */
function ask(method: string, params: (known: Known) => readonly unknown[] = () => [], detail = ''): Question {
  return { name: detail ? `${method} (${detail})` : method, method, params };
}

/** Read calls that both nodes answer. */
export const questions: readonly Question[] = [
  ask('eth_chainId'),
  ask('eth_blockNumber'),
  ask('eth_accounts'),
  ask('eth_coinbase'),
  ask('eth_gasPrice'),
  ask('eth_maxPriorityFeePerGas'),
  ask('eth_blobBaseFee'),
  ask('eth_syncing'),
  ask('net_version'),
  ask('net_listening'),
  ask('web3_clientVersion'),
  ask('web3_sha3', () => ['0x68656c6c6f']),
  ask('eth_feeHistory', () => ['0x4', 'latest', [10, 50, 90]]),
  ask('eth_feeHistory', () => ['0x4', 'latest', []], 'no percentiles'),
  ...['earliest', 'latest', 'pending', 'safe', 'finalized', '0x2'].map((tag) =>
    ask('eth_getBlockByNumber', () => [tag, false], tag),
  ),
  ask('eth_getBlockByNumber', () => ['0x2', true], 'full'),
  ask('eth_getBlockByNumber', () => ['0xffff', false], 'unknown'),
  ask('eth_getBlockByHash', ({ block }) => [block, true]),
  ask('eth_getBlockByHash', () => [nothing, true], 'unknown'),
  ask('eth_getBlockTransactionCountByNumber', () => ['0x2']),
  ask('eth_getBlockTransactionCountByNumber', () => ['0xffff'], 'unknown'),
  ask('eth_getBlockTransactionCountByHash', ({ block }) => [block]),
  ask('eth_getUncleCountByBlockNumber', () => ['0x2']),
  ask('eth_getUncleByBlockNumberAndIndex', () => ['0x2', '0x0']),
  ask('eth_getBlockReceipts', () => ['0x2']),
  ask('eth_getBlockReceipts', () => ['0xffff'], 'unknown'),
  ...(['noted', 'failed', 'moved'] as const).flatMap((name) => [
    ask('eth_getTransactionByHash', (known) => [known[name]], name),
    ask('eth_getTransactionReceipt', (known) => [known[name]], name),
    ask('debug_traceTransaction', (known) => [known[name], {}], name),
    ask(
      'debug_traceTransaction',
      (known) => [known[name], { tracer: 'callTracer', tracerConfig: { withLog: true } }],
      `${name}, calls`,
    ),
    ask(
      'debug_traceTransaction',
      (known) => [known[name], { tracer: 'prestateTracer' }],
      `${name}, prestate`,
    ),
    ask('trace_transaction', (known) => [known[name]], name),
  ]),
  ask('eth_getTransactionByHash', () => [nothing], 'unknown'),
  ask('eth_getTransactionReceipt', () => [nothing], 'unknown'),
  ask('eth_getTransactionByBlockNumberAndIndex', () => ['0x2', '0x0']),
  ask('eth_getTransactionByBlockNumberAndIndex', () => ['0x2', '0x9'], 'unknown'),
  ask('eth_getTransactionByBlockHashAndIndex', ({ block }) => [block, '0x0']),
  ask('eth_getBalance', () => [second, 'latest']),
  ask('eth_getBalance', () => [second, '0x1'], 'old'),
  ask('eth_getTransactionCount', () => [first, 'pending']),
  ask('eth_getCode', ({ probe }) => [probe, 'latest']),
  ask('eth_getCode', () => [second, 'latest'], 'none'),
  ask('eth_getStorageAt', ({ probe }) => [probe, '0x0', 'latest']),
  ask('eth_getProof', ({ probe }) => [probe, ['0x0', '0x9'], 'latest']),
  ask('eth_getAccountInfo', ({ probe }) => [probe, 'latest']),
  ask('eth_call', ({ probe, call }) => [{ to: probe, data: call('count', []) }, 'latest']),
  ask('eth_call', ({ probe, call }) => [{ to: probe, data: call('complain', []) }, 'latest'], 'reverts'),
  ask('eth_call', ({ probe, call }) => [{ to: probe, data: call('count', []) }, '0xffff'], 'unknown block'),
  ask('eth_estimateGas', ({ probe, call }) => [{ from: first, to: probe, data: call('note', [1n, 'x']) }]),
  ask('eth_estimateGas', () => [{ from: first, to: second, value: '0x1' }], 'transfer'),
  ask('eth_createAccessList', ({ probe, call }) => [
    { from: first, to: probe, data: call('note', [1n, 'x']) },
    'latest',
  ]),
  ask('eth_getLogs', ({ probe }) => [{ address: probe, fromBlock: 'earliest', toBlock: 'latest' }]),
  ask('eth_getLogs', ({ block }) => [{ blockHash: block }], 'by block'),
  ask('eth_getLogs', () => [{ fromBlock: '0x3', toBlock: '0x1' }], 'backwards'),
  ask('txpool_status'),
  ask('txpool_content'),
  ask('txpool_inspect'),
  ask('anvil_nodeInfo'),
  ask('anvil_metadata'),
  ask('hardhat_metadata'),
  ask('eth_nonsense'),
  ask('eth_getBalance', () => [], 'no parameters'),
];
