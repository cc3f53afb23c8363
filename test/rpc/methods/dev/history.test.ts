import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

let node: DevNode;
beforeEach(async () => {
  await node?.close();
  node = await openDevNode();
});
afterAll(() => node.close());

const ADDRESS = `0x${'11'.repeat(20)}`;
const number = async () => Number(await node.call('eth_blockNumber'));
const send = (over: object = {}) =>
  node.call('eth_sendTransaction', { from: node.accounts[0], to: ADDRESS, value: '0x1', ...over });

describe('snapshots', () => {
  test('go back once, edits between blocks included', async () => {
    await node.call('anvil_setBalance', ADDRESS, 5);
    const id = await node.call('evm_snapshot');
    expect(id).toMatch(/^0x[0-9a-f]+$/);
    await send();
    await node.call('anvil_setBalance', ADDRESS, 9);
    expect(await node.call('evm_revert', id)).toBe(true);
    expect([await number(), await node.call('eth_getBalance', ADDRESS, 'latest')]).toEqual([0, '0x5']);
    expect(await node.call('evm_revert', id)).toBe(false);
  });

  test('are listed with their block, and forgotten with later ones', async () => {
    const first = await node.call('anvil_snapshot');
    await node.call('evm_mine');
    const second = await node.call('evm_snapshot');
    const { hash } = await node.call('eth_getBlockByNumber', 'latest', false);
    expect((await node.call('anvil_metadata')).snapshots[second]).toEqual([1, hash]);
    expect(await node.call('anvil_revert', Number(first))).toBe(true);
    expect(await node.call('evm_revert', second)).toBe(false);
  });
});

describe('reset', () => {
  test.each([
    ['anvil_reset', [], null],
    ['hardhat_reset', [], true],
    ['hardhat_reset', [{}], true],
    ['anvil_reset', [{ forking: {} }], null],
    // what viem sends when nothing is forked
    ['hardhat_reset', [{ forking: { blockNumber: null } }], true],
  ])('%s %j', async (method, params, result) => {
    const { instanceId } = await node.call('hardhat_metadata');
    await send();
    expect(await node.call(method, ...params)).toBe(result);
    expect([await number(), await node.call('eth_getBalance', ADDRESS, 'latest')]).toEqual([0, '0x0']);
    expect((await node.call('hardhat_metadata')).instanceId).not.toBe(instanceId);
  });

  test('forking is refused in words', async () => {
    const forking = { jsonRpcUrl: 'http://127.0.0.1:1', blockNumber: 1 };
    expect((await node.refusal('hardhat_reset', { forking })).message).toBe(
      'forking is not supported by this node',
    );
    expect((await node.refusal('anvil_setRpcUrl', 'http://127.0.0.1:1')).message).toContain(
      'forking is not supported',
    );
  });
});

test('the state goes out and comes back', async () => {
  await node.call('anvil_setCode', ADDRESS, '0x6001');
  await node.call('anvil_setStorageAt', ADDRESS, '0x1', `0x${'07'.padStart(64, '0')}`);
  const dump = await node.call('anvil_dumpState');
  expect(dump).toStartWith('0x1f8b');
  await node.call('anvil_reset');
  expect(await node.call('eth_getCode', ADDRESS, 'latest')).toBe('0x');
  expect(await node.call('hardhat_loadState', dump)).toBe(true);
  expect(await node.call('eth_getCode', ADDRESS, 'latest')).toBe('0x6001');
  expect(Number(await node.call('eth_getStorageAt', ADDRESS, '0x1', 'latest'))).toBe(7);
  expect((await node.refusal('anvil_loadState', '0x1234')).message).toContain('Failed to decode state');
});

describe('rollback', () => {
  test('removes one block, or as many as are asked for', async () => {
    await node.call('anvil_mine', 5);
    expect(await node.call('anvil_rollback')).toBeNull();
    expect(await number()).toBe(4);
    await node.call('anvil_rollback', 2);
    await node.call('anvil_rollback', '0x1');
    expect(await number()).toBe(1);
    expect((await node.refusal('anvil_rollback', 2)).message).toBe(
      'Rollback depth must not exceed current chain height: current height 1, depth 2',
    );
  });
});

describe('reorg', () => {
  test('replaces blocks by others with the transactions given', async () => {
    await send();
    const old = await send();
    const before = await node.call('eth_getBlockByNumber', '0x2', false);
    const [from, other] = node.accounts;
    const pairs = [
      [{ from: other, to: ADDRESS, value: '0x64' }, 1],
      [{ from, to: ADDRESS, value: '0x7' }, 0],
      [{ from, to: ADDRESS, value: '0x8' }, 0],
    ];
    expect(await node.call('anvil_reorg', 2, pairs)).toBeNull();
    expect(await number()).toBe(2);
    expect((await node.call('eth_getBlockByNumber', '0x2', false)).hash).not.toBe(before.hash);
    expect((await node.call('eth_getBlockByNumber', '0x1', false)).transactions).toHaveLength(2);
    const [moved] = (await node.call('eth_getBlockByNumber', '0x2', true)).transactions;
    expect(moved).toMatchObject({ from: other, value: '0x64', nonce: '0x0' });
    expect(await node.call('eth_getBalance', ADDRESS, 'latest')).toBe('0x73');
    expect(await node.call('eth_getTransactionReceipt', old)).toBeNull();
  });

  test('takes signed transactions', async () => {
    const [from] = node.accounts;
    const raw = await node.call('eth_signTransaction', {
      from,
      to: ADDRESS,
      value: '0x5',
      nonce: '0x0',
      gas: '0x5208',
      maxFeePerGas: '0x77359400',
      maxPriorityFeePerGas: '0x0',
    });
    await node.call('anvil_mine', 2);
    await node.call('anvil_reorg', 1, [[raw.raw ?? raw, 0]]);
    expect(await node.call('eth_getBalance', ADDRESS, 'latest')).toBe('0x5');
  });

  test('refuses what does not fit', async () => {
    await node.call('anvil_mine', 2);
    expect((await node.refusal('anvil_reorg', 3, [])).message).toBe(
      'Reorg depth must not exceed current chain height: current height 2, depth 3',
    );
    expect((await node.refusal('anvil_reorg', 1, [[{ to: ADDRESS }, 1]])).message).toContain(
      'must not exceed (depth-1) 0',
    );
    expect((await node.refusal('anvil_reorg', 1, [['0x1234', 0]])).code).not.toBe(-32603);
    expect(await number()).toBe(2);
  });
});

test('nodeInfo and metadata have the forms that tools check', async () => {
  const { hash, timestamp } = await node.call('eth_getBlockByNumber', 'latest', false);
  expect(await node.call('anvil_nodeInfo')).toEqual({
    currentBlockNumber: '0x0',
    currentBlockTimestamp: Number(timestamp),
    currentBlockHash: hash,
    hardFork: expect.any(String),
    transactionOrder: 'fees',
    environment: {
      baseFee: expect.stringMatching(/^0x/),
      chainId: 31337,
      gasLimit: '0x1c9c380',
      gasPrice: expect.stringMatching(/^0x/),
    },
    forkConfig: { forkUrl: null, forkBlockNumber: null, forkRetryBackoff: null },
  });
  const metadata = await node.call('hardhat_metadata');
  expect(metadata).toEqual({
    clientVersion: 'anvil/test',
    chainId: 31337,
    instanceId: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    latestBlockNumber: 0,
    latestBlockHash: hash,
  });
  expect(await node.call('anvil_metadata')).toEqual({
    ...metadata,
    clientSemver: null,
    clientCommitSha: null,
    forkedNetwork: null,
    snapshots: {},
  });
  expect(await node.call('hardhat_setLoggingEnabled', false)).toBe(true);
});

test('getGenesisTime is the time of the first block', async () => {
  const { timestamp } = await node.call('eth_getBlockByNumber', 'earliest', false);
  expect(await node.call('anvil_getGenesisTime')).toBe(Number(timestamp));
});
