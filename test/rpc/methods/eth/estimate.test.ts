import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

/** SSTORE(0, GASPRICE) as init code: with a price of zero it takes less gas. */
const KEEPS_PRICE = '0x3a60005500';

let dev: DevNode;
let from: string;

beforeEach(async () => {
  dev = await openDevNode();
  [from = ''] = dev.accounts;
});

afterEach(() => dev.close());

describe('the gas that eth_sendTransaction fills in', () => {
  for (const [name, fees] of [
    ['with the fees that are filled in too', {}],
    ['with a gas price', { gasPrice: '0x77359400' }],
    ['with a fee cap', { maxFeePerGas: '0x77359400' }],
  ] as const) {
    test(`is enough for code that asks for the gas price, ${name}`, async () => {
      const hash = await dev.call('eth_sendTransaction', { from, data: KEEPS_PRICE, ...fees });
      expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
    });
  }

  test('leaves it to the pool to refuse fees that the sender cannot pay or the chain does not take', async () => {
    const [, poor = ''] = dev.accounts;
    await dev.call('anvil_setBalance', poor, '0x1');
    expect((await dev.refusal('eth_sendTransaction', { from: poor, to: from })).message).toStartWith(
      'insufficient funds for gas * price + value',
    );
    await dev.call('evm_setAutomine', false);
    // below the base fee: it waits
    const hash = await dev.call('eth_sendTransaction', { from, to: poor, gasPrice: '0x3b9aca00' });
    expect(hash).toMatch(/^0x[0-9a-f]{64}$/);
  });
});

test('a tip that leaves no room for a fee cap is refused', async () => {
  const maxPriorityFeePerGas = `0x${'f'.repeat(64)}`;
  for (const method of ['eth_sendTransaction', 'eth_fillTransaction']) {
    const { code, message } = await dev.refusal(method, { from, to: from, maxPriorityFeePerGas });
    expect([code, message]).toEqual([
      -32602,
      `maxPriorityFeePerGas (${maxPriorityFeePerGas}) is too high for a fee cap`,
    ]);
  }
});

describe('a call that fails without a revert', () => {
  const DEAD = `0x${'de'.repeat(20)}`;
  const LOOP = `0x${'10'.repeat(20)}`;

  beforeEach(async () => {
    await dev.call('anvil_setCode', DEAD, '0xfe');
    await dev.call('anvil_setCode', LOOP, '0x5b600056');
  });

  test('has empty data in every error, as Hardhat’s matchers ask for', async () => {
    for (const method of ['eth_call', 'eth_estimateGas', 'eth_sendTransaction']) {
      const dead = await dev.refusal(method, { from, to: DEAD });
      expect(dead).toEqual({ code: -32000, message: 'invalid opcode', data: '0x' });
      const { code, data } = await dev.refusal(method, { from, to: LOOP });
      expect({ method, code, data }).toEqual({ method, code: -32000, data: '0x' });
    }
  });

  test('has none where the sender’s funds are too small', async () => {
    const { message, data } = await dev.refusal('eth_estimateGas', {
      from,
      to: DEAD,
      value: `0x${'f'.repeat(40)}`,
    });
    expect(message).toContain('insufficient funds');
    expect(data).toBeUndefined();
  });
});

test('a delegation’s signature may have leading zeros', async () => {
  const half = `0x0${'c'.repeat(63)}`;
  const authorization = { chainId: '0x7a69', address: from, nonce: '0x0', yParity: '0x0', r: half, s: half };
  const call = { from, to: from, authorizationList: [authorization] };
  const minimal = { ...call, authorizationList: [{ ...authorization, r: `0x${half.slice(3)}` }] };
  expect(await dev.call('eth_estimateGas', call)).toBe(await dev.call('eth_estimateGas', minimal));
  const long = { ...call, authorizationList: [{ ...authorization, r: `0x0${half.slice(2)}` }] };
  expect((await dev.refusal('eth_estimateGas', long)).code).toBe(-32602);
});

test('methods that give a block take its number as JSON too', async () => {
  await dev.call('evm_mine');
  expect((await dev.call('eth_getBlockByNumber', 1, false)).number).toBe('0x1');
  expect(await dev.call('eth_getBlockTransactionCountByNumber', 1)).toBe('0x0');
  expect(await dev.call('eth_getBlockByNumber', 9, false)).toBeNull();
  expect((await dev.refusal('eth_getBlockByNumber', -1, false)).code).toBe(-32602);
  expect((await dev.refusal('eth_getBlockByNumber', 1.5, false)).code).toBe(-32602);
});
