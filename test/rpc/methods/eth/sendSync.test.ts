import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { privateKeyToAccount } from 'viem/accounts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const NOBODY = `0x${'12'.repeat(20)}`;
/** The first key of the development mnemonic. */
const ALICE = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');

let dev: DevNode;
let from: string;
let to: string;

beforeEach(async () => {
  dev = await openDevNode();
  [from = '', to = ''] = dev.accounts;
});

afterEach(() => dev.close());

function signed(nonce: number) {
  const fees = { gas: 21_000n, maxFeePerGas: 3_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
  return ALICE.signTransaction({ chainId: 31337, nonce, to: to as `0x${string}`, value: 1n, ...fees });
}

describe('eth_sendRawTransactionSync', () => {
  test('answers with the receipt', async () => {
    const raw = await signed(0);
    const receipt = await dev.call('eth_sendRawTransactionSync', raw);
    expect(receipt).toEqual(await dev.call('eth_getTransactionReceipt', receipt.transactionHash));
  });

  test('waits for the block, and gives up in time', async () => {
    await dev.call('evm_setAutomine', false);
    const raw = await signed(0);
    const refusal = await dev.refusal('eth_sendRawTransactionSync', raw, 50);
    expect(refusal).toMatchObject({ code: 4, data: await dev.call('web3_sha3', raw) });
    const waiting = dev.call('eth_sendRawTransactionSync', await signed(1));
    await Bun.sleep(20);
    await dev.call('evm_mine');
    expect((await waiting).blockNumber).toBe('0x1');
  });
});

describe('eth_sendTransactionSync', () => {
  test('answers with the receipt', async () => {
    const receipt = await dev.call('eth_sendTransactionSync', { from, to, value: '0x7' });
    expect(receipt).toMatchObject({ from, to, status: '0x1', blockNumber: '0x1' });
    expect(receipt).toEqual(await dev.call('eth_getTransactionReceipt', receipt.transactionHash));
  });

  test('waits for the block, and gives up in time', async () => {
    await dev.call('evm_setAutomine', false);
    const { code, data } = await dev.refusal('eth_sendTransactionSync', { from, to, value: '0x1' }, '0x32');
    expect(code).toBe(4);
    expect(await dev.call('eth_getTransactionByHash', data)).toMatchObject({ from, blockNumber: null });
    const waiting = dev.call('eth_sendTransactionSync', { from, to, value: '0x2' });
    await Bun.sleep(20);
    await dev.call('evm_mine');
    expect(await waiting).toMatchObject({ blockNumber: '0x1', transactionIndex: '0x1' });
  });

  test('refuses what eth_sendTransaction refuses', async () => {
    const stranger = await dev.refusal('eth_sendTransactionSync', { from: NOBODY, to, gas: '0x5208' });
    expect(stranger).toMatchObject({ code: -32000, message: expect.stringContaining('unknown account') });
    expect((await dev.refusal('eth_sendTransactionSync', { from: '0x1' })).code).toBe(-32602);
    expect((await dev.refusal('eth_sendTransactionSync', { from, to }, -1)).code).toBe(-32602);
  });
});
