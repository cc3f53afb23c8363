import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { ERROR_NO, INVALID, REVERTER, word } from '../../support/contracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const TARGET = `0x${'77'.repeat(20)}`;
const reverter = { [TARGET]: { code: REVERTER } };

let dev: DevNode;

beforeAll(async () => {
  dev = await openDevNode();
});

afterAll(() => dev.close());

describe('a revert is error 3 with its data, for calls and estimates alike', () => {
  const revert = { code: 3, message: 'execution reverted: no', data: ERROR_NO };

  test.each(['eth_call', 'eth_estimateGas'])('%s', async (method) => {
    expect(await dev.refusal(method, { to: TARGET, data: ERROR_NO }, 'latest', reverter)).toEqual(revert);
    expect(await dev.refusal(method, { to: TARGET, data: '0x1234' }, 'latest', reverter)).toEqual({
      code: 3,
      message: 'execution reverted',
      data: '0x1234',
    });
    expect(await dev.refusal(method, { to: TARGET }, 'latest', reverter)).toEqual({
      code: 3,
      message: 'execution reverted',
      data: '0x',
    });
  });

  test('and for eth_sendTransaction, whose gas is estimated', async () => {
    await dev.call('anvil_setCode', TARGET, REVERTER);
    const [from] = dev.accounts;
    expect(await dev.refusal('eth_sendTransaction', { from, to: TARGET, data: ERROR_NO })).toEqual(revert);
    await dev.call('anvil_setCode', TARGET, '0x');
  });
});

describe('eth_call', () => {
  test('other halts are told by name, in dev mode with empty data: Hardhat’s matchers ask for it', async () => {
    const refused = await dev.refusal('eth_call', { to: TARGET }, 'latest', { [TARGET]: { code: INVALID } });
    expect(refused).toEqual({ code: -32000, message: 'invalid opcode', data: '0x' });
  });

  test('takes data and input when they are equal', async () => {
    const call = { to: '0x0000000000000000000000000000000000000004', input: '0xabcd' };
    expect(await dev.call('eth_call', call)).toBe('0xabcd');
    expect(await dev.call('eth_call', { ...call, data: '0xabcd' }, 'latest')).toBe('0xabcd');
    expect((await dev.refusal('eth_call', { ...call, data: '0xab' })).message).toStartWith(
      'both "data" and "input"',
    );
  });

  test('with block overrides', async () => {
    // NUMBER PUSH1 0 MSTORE TIMESTAMP PUSH1 32 MSTORE PUSH1 64 PUSH1 0 RETURN
    const code = '0x436000524260205260406000f3';
    const shown = await dev.call(
      'eth_call',
      { to: TARGET },
      'latest',
      { [TARGET]: { code } },
      { number: '0x99', time: '0x77' },
    );
    expect(shown).toBe(`0x${'99'.padStart(64, '0')}${'77'.padStart(64, '0')}`);
  });

  test('with state overrides', async () => {
    // PUSH1 1 SLOAD PUSH1 0 MSTORE PUSH1 32 PUSH1 0 RETURN
    const code = '0x60015460005260206000f3';
    const stateDiff = { [`0x${'1'.padStart(64, '0')}`]: word(5) };
    expect(await dev.call('eth_call', { to: TARGET }, 'latest', { [TARGET]: { code, stateDiff } })).toBe(
      word(5),
    );
    const both = { [TARGET]: { code, stateDiff, state: {} } };
    expect((await dev.refusal('eth_call', { to: TARGET }, 'latest', both)).message).toContain(
      "both 'state' and 'stateDiff'",
    );
  });

  test('what a transaction would be refused for', async () => {
    const poor = { from: TARGET, to: dev.accounts[0], value: '0x1' };
    expect((await dev.refusal('eth_call', poor)).message).toContain('insufficient funds');
    expect((await dev.refusal('eth_call', { gasPrice: '0x1', maxFeePerGas: '0x1' })).message).toBe(
      'both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified',
    );
  });
});

describe('eth_estimateGas', () => {
  test('a transfer takes 21000, exactly', async () => {
    const [from, to] = dev.accounts;
    expect(await dev.call('eth_estimateGas', { from, to, value: '0x1' })).toBe('0x5208');
  });

  test('fails without the funds', async () => {
    const estimate = { from: TARGET, to: dev.accounts[0], value: '0x1' };
    expect((await dev.refusal('eth_estimateGas', estimate)).message).toContain('insufficient funds');
  });
});

test('eth_createAccessList says what is touched', async () => {
  await dev.call('anvil_setCode', TARGET, '0x60015460005260206000f3');
  const { accessList, gasUsed } = await dev.call(
    'eth_createAccessList',
    { from: dev.accounts[0], to: TARGET },
    'latest',
  );
  expect(accessList).toEqual([{ address: TARGET, storageKeys: [`0x${'1'.padStart(64, '0')}`] }]);
  expect(gasUsed).toMatch(/^0x[1-9a-f]/);
});

test('fees', async () => {
  for (const method of ['eth_gasPrice', 'eth_maxPriorityFeePerGas', 'eth_baseFee', 'eth_blobBaseFee']) {
    expect(await dev.call(method)).toMatch(/^0x(0|[1-9a-f][0-9a-f]*)$/);
  }
  await dev.call('anvil_mine', '0x2');
  for (const count of [2, '2', '0x2', '0x02']) {
    const history = await dev.call('eth_feeHistory', count, 'latest', [50]);
    expect([history.baseFeePerGas.length, history.gasUsedRatio.length, history.reward.length]).toEqual([
      3, 2, 2,
    ]);
  }
  expect(await dev.call('eth_feeHistory', '0x1', 'pending', null)).not.toHaveProperty('reward');
  expect((await dev.refusal('eth_feeHistory', '0x1', '0xffff')).code).toBe(-32000);
  expect((await dev.refusal('eth_feeHistory', '0x1', 'latest', [101])).code).toBe(-32000);
});
