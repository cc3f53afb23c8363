import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

let node: DevNode;
beforeEach(async () => {
  await node?.close();
  node = await openDevNode();
});
afterAll(() => node.close());

const head = async () => {
  const block = await node.call('eth_getBlockByNumber', 'latest', false);
  return { number: Number(block.number), time: Number(block.timestamp), block };
};

describe('making blocks', () => {
  test.each([
    ['evm_mine', [], 1, '0x0'],
    ['evm_mine', [null], 1, '0x0'],
    ['evm_mine', [{ blocks: 3 }], 3, '0x0'],
    ['evm_mine', [{ blocks: null, timestamp: null }], 1, '0x0'],
    ['anvil_mine', [], 1, null],
    ['anvil_mine', ['0x2'], 2, null],
    ['anvil_mine', ['0x3', '0x0'], 3, null],
    ['anvil_mine', [0], 0, null],
    ['hardhat_mine', [], 1, true],
    ['hardhat_mine', ['0x4'], 4, true],
    ['hardhat_intervalMine', [], 1, true],
  ])('%s %j', async (method, params, made, result) => {
    expect(await node.call(method, ...params)).toBe(result);
    expect((await head()).number).toBe(made);
  });

  test('at a time, as a number, hex, or decimal', async () => {
    const { time } = await head();
    await node.call('evm_mine', time + 100);
    expect((await head()).time).toBe(time + 100);
    await node.call('evm_mine', `0x${(time + 200).toString(16)}`);
    await node.call('evm_mine', { timestamp: String(time + 300), blocks: 2 });
    const latest = await head();
    expect([latest.number, latest.time >= time + 300]).toEqual([4, true]);
    expect((await node.refusal('evm_mine', time)).message).toContain('Timestamp error');
  });

  test('with an interval between them', async () => {
    await node.call('hardhat_mine', '0x3', '0x3c');
    const times = await Promise.all(
      [1, 2, 3].map(async (n) =>
        Number((await node.call('eth_getBlockByNumber', `0x${n}`, false)).timestamp),
      ),
    );
    expect([(times[1] ?? 0) - (times[0] ?? 0), (times[2] ?? 0) - (times[1] ?? 0)]).toEqual([60, 60]);
  });

  test('too many are refused at once', async () => {
    expect((await node.refusal('hardhat_mine', '0xffffffffff')).message).toBe(
      'at most 1000000 blocks at a time',
    );
  });

  test('in detail, with what transactions returned', async () => {
    await node.call('evm_setAutomine', false);
    const [from] = node.accounts;
    // PUSH1 42, MSTORE, RETURN: the code is the word 42
    await node.call('eth_sendTransaction', { from, data: '0x602a60005260206000f3', gas: '0x186a0' });
    const [block, ...others] = await node.call('anvil_mine_detailed');
    expect(others).toEqual([]);
    expect(block.transactions).toMatchObject([{ from, output: `0x${'2a'.padStart(64, '0')}` }]);
    expect(await node.call('evm_mine_detailed', { blocks: 2 })).toHaveLength(2);
  });
});

describe('when blocks are made', () => {
  test('automine on and off', async () => {
    expect(await node.call('hardhat_getAutomine')).toBe(true);
    expect(await node.call('evm_setAutomine', false)).toBeNull();
    expect(await node.call('anvil_getAutomine')).toBe(false);
  });

  test.each([
    ['evm_setIntervalMining', 2, 2, false],
    ['evm_setIntervalMining', 1500, 1.5, true],
    ['evm_setIntervalMining', [1000, 3000], 2, true],
    ['anvil_setIntervalMining', 1200, 1200, false],
    ['evm_setIntervalMining', 0, null, true],
  ])('%s %j is %p seconds', async (method, interval, seconds, automine) => {
    expect(await node.call(method, interval)).toBeNull();
    expect(await node.call('anvil_getIntervalMining')).toBe(seconds);
    expect(await node.call('anvil_getAutomine')).toBe(automine);
    await node.call(method, 0);
    expect(await node.call('anvil_getIntervalMining')).toBeNull();
  });

  test('a range upside down is refused', async () => {
    expect((await node.refusal('evm_setIntervalMining', [2000, 1000])).code).toBe(-32602);
  });
});

describe('time', () => {
  test('increaseTime tells the whole offset as a number and moves the next block', async () => {
    const { time } = await head();
    expect(await node.call('evm_increaseTime', 3600)).toBe(3600);
    expect(await node.call('evm_increaseTime', '0xe10')).toBe(7200);
    await node.call('evm_mine');
    expect((await head()).time).toBeGreaterThanOrEqual(time + 7200);
  });

  test('setNextBlockTimestamp holds for one block exactly', async () => {
    const { time } = await head();
    expect(await node.call('evm_setNextBlockTimestamp', time + 500)).toBeNull();
    await node.call('evm_mine');
    expect((await head()).time).toBe(time + 500);
    expect((await node.refusal('evm_setNextBlockTimestamp', time)).message).toContain('Timestamp error');
  });

  test('setTime takes seconds and milliseconds', async () => {
    expect(await node.call('evm_setTime', 4_000_000_000)).toBeGreaterThan(1_000_000_000);
    await node.call('evm_mine');
    expect((await head()).time).toBeGreaterThanOrEqual(4_000_000_000);
    await node.call('evm_setTime', 5_000_000_000_000);
    await node.call('evm_mine');
    const { time } = await head();
    expect([time >= 5_000_000_000, time < 5_000_000_100]).toEqual([true, true]);
  });

  test('an interval between block times: seconds for anvil, milliseconds for Hardhat', async () => {
    for (const [method, interval] of [
      ['anvil_setBlockTimestampInterval', 17],
      ['hardhat_setBlockTimestampInterval', 17_000],
    ] as const) {
      await node.call(method, interval);
      await node.call('evm_mine');
      const { time } = await head();
      await node.call('evm_mine');
      expect((await head()).time).toBe(time + 17);
      expect(await node.call('anvil_removeBlockTimestampInterval')).toBe(true);
      expect(await node.call('anvil_removeBlockTimestampInterval')).toBe(false);
    }
  });
});

test('what the next block is made with', async () => {
  const coinbase = `0x${'33'.repeat(20)}`;
  const randao = `0x${'44'.repeat(32)}`;
  expect(await node.call('hardhat_setNextBlockBaseFeePerGas', '0x77')).toBe(true);
  expect(await node.call('evm_setBlockGasLimit', '0x1000000')).toBe(true);
  expect(await node.call('anvil_setCoinbase', coinbase)).toBeNull();
  expect(await node.call('hardhat_setPrevRandao', randao)).toBe(true);
  await node.call('evm_mine');
  expect((await head()).block).toMatchObject({
    baseFeePerGas: '0x77',
    gasLimit: '0x1000000',
    miner: coinbase,
    mixHash: randao,
  });
  expect((await node.refusal('anvil_setMinGasPrice', '0x1')).message).toContain(
    'not supported when EIP-1559 is active',
  );
  expect(await node.call('anvil_setChainId', 4242)).toBeNull();
  expect(await node.call('eth_chainId')).toBe('0x1092');
});
