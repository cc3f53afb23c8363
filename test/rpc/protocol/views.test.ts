import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { JsonRpcProvider } from 'ethers';
import { createPublicClient, encodeFunctionData, http } from 'viem';
import { systemTransaction } from '../../../chain/transaction/native/system.ts';
import { REGISTRY } from '../../../modules/protocol/addresses.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { transaction } from '../../chain/support/chain.ts';
import {
  adding,
  deciding,
  END,
  HOOK,
  hookAbi,
  hookGenesis,
  START,
  telling,
  VALIDATE,
} from '../../modules/protocol/support.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

/** A call within a trace. */
interface Frame {
  readonly to: string;
  readonly logs?: readonly unknown[];
}

/** How the clients see a block that ends with a transaction of its own: three hooks log, two transactions beside. */
describe('a block whose hooks made logs', () => {
  let node: DevNode;
  const SYSTEM = '0xfffffffffffffffffffffffffffffffffffffffe';
  const send = (sent: { raw: Uint8Array }) => node.call('eth_sendRawTransaction', toHex(sent.raw));

  beforeAll(async () => {
    node = await openDevNode({ genesis: hookGenesis() });
    await send(adding(0, VALIDATE | START | END));
    for (const hook of [0, 1, 2]) await send(telling(hook + 1, hook, 1));
    await node.call('evm_setAutomine', false);
    for (const from of [1, 2]) await send(transaction(from, 0));
    await node.call('evm_mine');
  });
  afterAll(() => node.close());

  const own = async () => (await node.call('eth_getBlockByNumber', 'latest', true)).transactions.at(-1);

  test('eth_* shows it as a type that every client knows', async () => {
    expect(await own()).toMatchObject({
      ...{ type: '0x0', from: SYSTEM, to: toHex(REGISTRY), nonce: '0x5', gas: '0x0', value: '0x0' },
      ...{ input: '0x', v: '0x0', r: '0x0', s: '0x0', transactionIndex: '0x2' },
    });
    const receipt = await node.call('eth_getTransactionReceipt', (await own()).hash);
    expect(receipt).toMatchObject({
      status: '0x1',
      gasUsed: '0x0',
      cumulativeGasUsed: '0xa410',
      from: SYSTEM,
    });
    expect(receipt.logs).toHaveLength(4);
    const logs = await node.call('eth_getLogs', {
      fromBlock: 'latest',
      toBlock: 'latest',
      address: toHex(HOOK),
    });
    expect(logs).toEqual(receipt.logs);
    expect((await node.call('eth_getBlockReceipts', 'latest')).at(-1)).toEqual(receipt);
  });

  test('viem and ethers read the block with its transactions', async () => {
    const viem = createPublicClient({ transport: http(node.url) });
    const block = await viem.getBlock({ includeTransactions: true });
    expect(block.transactions.map(({ type }) => type)).toHaveLength(3);
    const receipt = await viem.getTransactionReceipt({ hash: (await own()).hash });
    expect(receipt.logs.map(({ logIndex }) => logIndex)).toEqual([0, 1, 2, 3]);

    const ethers = new JsonRpcProvider(node.url, undefined, { staticNetwork: true });
    const same = await ethers.getBlock('latest', true);
    expect(same?.prefetchedTransactions.map(({ hash }) => hash)).toEqual(
      block.transactions.map(({ hash }) => hash),
    );
    expect((await ethers.getTransactionReceipt((await own()).hash))?.logs).toHaveLength(4);
    ethers.destroy();
  });

  test('traces have an entry for it, and the others run as they did', async () => {
    const { hash } = await own();
    const traces = await node.call('debug_traceBlockByNumber', 'latest', {
      tracer: 'callTracer',
      tracerConfig: { withLog: true },
    });
    expect(traces).toHaveLength(3);
    expect(traces[2]).toMatchObject({
      txHash: hash,
      result: { from: SYSTEM, to: toHex(REGISTRY), gasUsed: '0x0' },
    });
    // The hooks that logged: one on each of the two transactions, one at each end of the block.
    expect(traces[2].result.calls.map(({ to, logs }: Frame) => [to, logs?.length])).toEqual(
      Array.from({ length: 4 }, () => [toHex(HOOK), 1]),
    );
    expect(traces[1].result.gasUsed).toBe('0x5208');
    const diff = await node.call('debug_traceTransaction', hash, {
      tracer: 'prestateTracer',
      tracerConfig: { diffMode: true },
    });
    expect(diff).toEqual({ pre: expect.anything(), post: expect.anything() });
    expect(await node.call('trace_block', 'latest')).toHaveLength(3 + 4);
    const roots = await node.call(
      'debug_intermediateRoots',
      (await node.call('eth_getBlockByNumber', 'latest', false)).hash,
    );
    expect(roots.at(-1)).toBe((await node.call('eth_getBlockByNumber', 'latest', false)).stateRoot);
  });

  test('nobody can send one', async () => {
    const raw = toHex(systemTransaction(31337n, 9n, REGISTRY).raw);
    expect((await node.refusal('eth_sendRawTransaction', raw)).message).toContain('kind system');
  });

  test('fees are suggested as if it were not there', async () => {
    const history = await node.call('eth_feeHistory', '0x1', 'latest', [0, 50, 100]);
    const tips: bigint[] = history.reward[0].map(BigInt);
    expect(tips.every((tip) => tip > 0n)).toBe(true);
    expect(BigInt(await node.call('eth_maxPriorityFeePerGas'))).toBeGreaterThan(0n);
  });

  test('a dump of the chain has it, and another node loads it', async () => {
    const dump = await node.call('anvil_dumpState');
    const other = await openDevNode({ genesis: hookGenesis() });
    try {
      expect(await other.call('anvil_loadState', dump)).toBe(true);
      const { hash } = await own();
      expect((await other.call('eth_getTransactionReceipt', hash)).logs).toHaveLength(4);
      expect((await other.call('eth_getTransactionByHash', hash)).from).toBe(SYSTEM);
    } finally {
      await other.close();
    }
  });

  test('the pending block has one too, and calls see its state', async () => {
    const pending = await node.call('eth_getBlockByNumber', 'pending', true);
    expect(pending.transactions).toMatchObject([{ from: SYSTEM, nonce: '0x6' }]);
    const calls = encodeFunctionData({ abi: hookAbi, functionName: 'calls', args: [2n] });
    const ended = async (block: string) =>
      BigInt(await node.call('eth_call', { to: toHex(HOOK), data: calls }, block));
    expect((await ended('pending')) - (await ended('latest'))).toBe(1n);
  });

  test('a denial and a switched-off feature are told as errors of the pool', async () => {
    await node.call('evm_setAutomine', true);
    await send(telling(4, 0, 2));
    expect(await node.refusal('eth_sendRawTransaction', toHex(transaction(1, 1).raw))).toEqual({
      code: -32000,
      message: 'transaction denied by module test: not today',
    });
    await send(deciding(5, 'feature.vm', 0n));
    const call = transaction(1, 1, { to: HOOK, gasLimit: 50_000n });
    expect(await node.refusal('eth_sendRawTransaction', toHex(call.raw))).toEqual({
      code: -32000,
      message: 'contract transactions are disabled by governance (feature.vm is off)',
    });
  });
});
