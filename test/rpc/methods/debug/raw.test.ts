import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Hex, keccak256 } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const ADDRESS = `0x${'57'.repeat(20)}`;
const CODE = '0x60015060025000';
const UNKNOWN = `0x${'77'.repeat(32)}`;

let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
});
afterAll(() => dev.close());

describe('debug_getRawTransactions', () => {
  test('of a block, in its order', async () => {
    const [from, to] = dev.accounts;
    await dev.call('evm_setAutomine', false);
    for (const fields of [{ value: '0x1' }, { gasPrice: '0xb2d05e00' }, { accessList: [] }]) {
      await dev.call('eth_sendTransaction', { from, to, ...fields });
    }
    const pending = await dev.call('debug_getRawTransactions', 'pending');
    await dev.call('evm_mine');
    await dev.call('evm_setAutomine', true);
    const block = await dev.call('eth_getBlockByNumber', 'latest', false);
    const raw: Hex[] = await dev.call('debug_getRawTransactions', 'latest');
    expect(raw).toHaveLength(3);
    expect(raw.map((one) => keccak256(one))).toEqual(block.transactions);
    expect(await dev.call('debug_getRawTransactions', block.hash)).toEqual(raw);
    expect(pending).toEqual(raw);
  });

  test('of a block without any, and of none', async () => {
    expect(await dev.call('debug_getRawTransactions', '0x0')).toEqual([]);
    expect((await dev.refusal('debug_getRawTransactions', '0x99')).message).toBe('header not found');
    expect((await dev.refusal('debug_getRawTransactions', UNKNOWN)).message).toBe('header not found');
    expect((await dev.refusal('debug_getRawTransactions')).code).toBe(-32602);
  });
});

describe('debug_codeByHash', () => {
  test('of code that is there or was there', async () => {
    const hash = keccak256(CODE);
    expect(await dev.call('debug_codeByHash', hash)).toBeNull();
    await dev.call('anvil_setCode', ADDRESS, CODE);
    expect(await dev.call('debug_codeByHash', hash)).toBe(CODE);
    await dev.call('evm_mine');
    await dev.call('anvil_setCode', ADDRESS, '0x');
    await dev.call('evm_mine');
    expect(await dev.call('eth_getCode', ADDRESS, 'latest')).toBe('0x');
    expect(await dev.call('debug_codeByHash', hash, 'latest')).toBe(CODE);
  });

  test('of no code, of a block that is not there', async () => {
    expect(await dev.call('debug_codeByHash', keccak256('0x'))).toBe('0x');
    expect(await dev.call('debug_codeByHash', UNKNOWN, '0x0')).toBeNull();
    expect((await dev.refusal('debug_codeByHash', UNKNOWN, '0x99')).message).toBe('header not found');
    expect((await dev.refusal('debug_codeByHash', '0x12')).code).toBe(-32602);
  });
});
