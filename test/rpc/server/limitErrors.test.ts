import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { flagName } from '../../../src/config/option.ts';
import { SERVER_OPTIONS } from '../../../src/config/serverOptions.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

/** Whoever meets a limit is told the limit and the flag that moves it: a row for each flag of the two groups of limits. */

const AT = `0x${'aa'.repeat(20)}`;
/** JUMPDEST PUSH0 JUMP */
const LOOP = { [AT]: { code: '0x5b5f56' } };
/** Two logs. */
const LOGGING = '0x5f5fa05f5fa000';
const entry = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });

let node: DevNode;
let poor: DevNode;

beforeAll(async () => {
  const listen = { responseLimit: 1024, connectionLimit: 2, requestRate: 40 };
  const rpc = {
    logBlockRange: 10,
    logResultLimit: 1,
    traceBlockRange: 1,
    traceSizeLimit: 1500,
    proofRange: 5,
  };
  const more = { batchLimit: 3, bodyLimit: 4096, filterLimit: 1, subscriptionLimit: 1, callTimeout: 300 };
  node = await openDevNode({ rpc: { ...rpc, ...more, callGasCap: 10n ** 12n }, listen });
  poor = await openDevNode({ rpc: { callGasCap: 100_000n } });
  for (const to of [node]) await to.call('hardhat_mine', '0x20');
  await node.call('eth_sendTransaction', { from: node.accounts[0], data: LOGGING, gas: '0x186a0' });
});
afterAll(() => Promise.all([node.close(), poor.close()]));

async function post(body: unknown): Promise<string> {
  return (await node.post(JSON.stringify(body))).text();
}

/** Sends messages over one WebSocket and answers with the last answer. */
async function overSocket(...messages: object[]): Promise<string> {
  const socket = new WebSocket(node.url.replace('http', 'ws'));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  let answer = '';
  for (const message of messages) {
    const answered = new Promise<string>((resolve) => {
      socket.onmessage = ({ data }) => resolve(String(data));
    });
    socket.send(JSON.stringify(message));
    answer = await answered;
  }
  socket.close();
  return answer;
}

const call = (...given: unknown[]) => [{ to: AT, ...(given[0] as object) }, 'latest'];
const range = { fromBlock: '0x1', toBlock: '0x14' };

type Row = readonly [option: keyof typeof SERVER_OPTIONS, limit: string, provoke: () => Promise<string>];

const ROWS: readonly Row[] = [
  ['rpcBodyLimit', '4096 bytes', () => post({ padding: 'x'.repeat(5000) })],
  ['rpcBatchLimit', 'limit is 3', () => post(Array.from({ length: 4 }, () => entry('eth_chainId')))],
  [
    'rpcCallGas',
    'out of gas: the limit is 100000 gas',
    async () => (await poor.refusal('eth_call', ...call(), LOOP)).message,
  ],
  [
    'rpcCallGas',
    'gas required exceeds allowance (100000)',
    async () => (await poor.refusal('eth_estimateGas', ...call(), LOOP)).message,
  ],
  ['rpcCallTimeout', '(timeout = 0.3s)', () => post(entry('eth_call', ...call(), LOOP))],
  [
    'rpcCallTimeout',
    'execution timeout: the limit is 300 ms',
    () =>
      post(
        entry('debug_traceCall', ...call(), {
          stateOverrides: LOOP,
          tracer: 'callTracer',
        }),
      ),
  ],
  [
    'rpcTraceSize',
    'trace too large: the limit is 1500 bytes',
    () => post(entry('debug_traceCall', ...call({ gas: '0x186a0' }), { stateOverrides: LOOP })),
  ],
  ['rpcProofRange', 'limit is 5', () => post(entry('eth_getProof', AT, [], '0x1'))],
  [
    'rpcProofRange',
    'limit is 5',
    () => post(entry('debug_accountRange', '0x1', '0x', 10, true, true, false)),
  ],
  [
    'rpcProofRange',
    'limit is 5',
    () => post(entry('eth_simulateV1', { blockStateCalls: [{ calls: [] }] }, '0x1')),
  ],
  ['rpcLogRange', 'limit is 10', () => post(entry('eth_getLogs', range))],
  ['rpcLogResults', 'more than 1 results', () => post(entry('eth_getLogs', { fromBlock: '0x21' }))],
  ['rpcTraceRange', 'limit is 1', () => post(entry('trace_filter', range))],
  [
    'rpcResponseLimit',
    '1024 bytes',
    () => post(Array.from({ length: 3 }, () => entry('eth_getBlockByNumber', '0x1', true))),
  ],
  [
    'rpcFilterLimit',
    'limit is 1',
    async () => {
      await post(entry('eth_newBlockFilter'));
      return post(entry('eth_newBlockFilter'));
    },
  ],
  [
    'rpcSubscriptionLimit',
    'limit is 1',
    () => overSocket(entry('eth_subscribe', 'newHeads'), entry('eth_subscribe', 'newHeads')),
  ],
  [
    'rpcConnectionLimit',
    'limit is 2',
    async () => {
      const sockets = [1, 2].map(() => new WebSocket(node.url.replace('http', 'ws')));
      await Promise.all(
        sockets.map(
          (socket) =>
            new Promise((resolve) => {
              socket.onopen = resolve;
            }),
        ),
      );
      const answer = await post(entry('eth_chainId'));
      for (const socket of sockets) socket.close();
      return answer;
    },
  ],
  [
    'rpcRequestRate',
    'limit is 40',
    async () => {
      let answer = '';
      for (let i = 0; i < 60 && !answer.includes('too many'); i++) answer = await post(entry('eth_chainId'));
      return answer;
    },
  ],
];

describe('an error tells limit and flag', () => {
  test.each(ROWS)('%s: %s', async (option, limit, provoke) => {
    const answer = await provoke();
    expect(answer).toContain(limit);
    expect(answer).toContain(`--${flagName(option)}`);
    // The allowance of requests fills again.
    await Bun.sleep(150);
  });

  test('of every flag of these groups', () => {
    const limits = Object.entries(SERVER_OPTIONS).filter(([, { group }]) => group.startsWith('Limits'));
    const told = new Set<string>(ROWS.map(([option]) => option));
    // This one takes a limit away.
    expect(limits.map(([key]) => key).filter((key) => !told.has(key))).toEqual(['noRequestSizeLimit']);
  });
});
