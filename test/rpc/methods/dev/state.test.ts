import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const ADDRESS = `0x${'11'.repeat(20)}`;
const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`;

let node: DevNode;
beforeAll(async () => {
  node = await openDevNode();
});
afterAll(() => node.close());

describe('setBalance', () => {
  test.each([
    ['anvil_setBalance', 5, '0x5', null],
    ['anvil_setBalance', '0x0006', '0x6', null],
    ['anvil_setBalance', '7', '0x7', null],
    ['hardhat_setBalance', '0x8', '0x8', true],
    ['evm_setAccountBalance', '0x9', '0x9', null],
    ['tenderly_setBalance', '0xa', '0xa', null],
  ])('%s takes %p', async (method, balance, shown, result) => {
    expect(await node.call(method, ADDRESS, balance)).toBe(result);
    expect(await node.call('eth_getBalance', ADDRESS, 'latest')).toBe(shown);
  });

  test('is in the state root of the next block', async () => {
    await node.call('anvil_setBalance', ADDRESS, '0xff');
    await node.call('evm_mine');
    expect((await node.call('eth_getProof', ADDRESS, [], 'latest')).balance).toBe('0xff');
  });

  test('refuses what is no balance', async () => {
    expect((await node.refusal('anvil_setBalance', ADDRESS, '9'.repeat(78))).message).toBe(
      'balance has more than 256 bits',
    );
    expect((await node.refusal('anvil_setBalance', ADDRESS, -1)).code).toBe(-32602);
    expect((await node.refusal('anvil_setBalance', ADDRESS)).message).toBe(
      'missing value for required argument 1',
    );
  });

  test('addBalance adds', async () => {
    await node.call('anvil_setBalance', ADDRESS, 1);
    await node.call('anvil_addBalance', ADDRESS, '0x2');
    expect(await node.call('eth_getBalance', ADDRESS, 'latest')).toBe('0x3');
    expect(await node.call('tenderly_addBalance', ADDRESS, 4)).toBeNull();
    expect(await node.call('eth_getBalance', ADDRESS, 'latest')).toBe('0x7');
    expect((await node.refusal('anvil_addBalance', ADDRESS, `0x${'f'.repeat(64)}`)).code).toBe(-32602);
  });
});

test('setCode and setStorageAt', async () => {
  expect(await node.call('anvil_setCode', ADDRESS, '0x6001')).toBeNull();
  expect(await node.call('eth_getCode', ADDRESS, 'latest')).toBe('0x6001');
  // Slots come with and without leading zeros and as numbers.
  for (const [method, slot] of [
    ['anvil_setStorageAt', '0x5'],
    ['hardhat_setStorageAt', word(5)],
    ['evm_setAccountStorageAt', 5],
  ] as const) {
    await node.call(method, ADDRESS, slot, word(0));
    expect(await node.call(method, ADDRESS, slot, word(9))).toBe(true);
    expect(await node.call('eth_getStorageAt', ADDRESS, '0x5', 'latest')).toBe(word(9));
  }
  expect((await node.refusal('hardhat_setStorageAt', ADDRESS, '0x0', '0x1')).code).toBe(-32602);
});

test('setNonce: Hardhat refuses to go back, anvil does not', async () => {
  expect(await node.call('anvil_setNonce', ADDRESS, '0x5')).toBeNull();
  expect((await node.refusal('hardhat_setNonce', ADDRESS, '0x2')).message).toBe(
    'New nonce (2) must not be smaller than the existing nonce (5)',
  );
  expect(await node.call('hardhat_setNonce', ADDRESS, '0x6')).toBe(true);
  expect(await node.call('evm_setAccountNonce', ADDRESS, '0x1')).toBeNull();
  expect(await node.call('eth_getTransactionCount', ADDRESS, 'latest')).toBe('0x1');
});

describe('impersonation', () => {
  test('sends without a key until it is stopped', async () => {
    await node.call('anvil_setBalance', ADDRESS, '0xde0b6b3a7640000');
    const transaction = { from: ADDRESS, to: node.accounts[0], value: '0x1' };
    await node.refusal('eth_sendTransaction', transaction);
    expect(await node.call('hardhat_impersonateAccount', ADDRESS)).toBe(true);
    const hash = await node.call('eth_sendTransaction', transaction);
    expect((await node.call('eth_getTransactionReceipt', hash)).from).toBe(ADDRESS);
    expect(await node.call('hardhat_stopImpersonatingAccount', ADDRESS)).toBe(true);
    expect(await node.call('hardhat_stopImpersonatingAccount', ADDRESS)).toBe(false);
    expect(await node.call('anvil_stopImpersonatingAccount', ADDRESS)).toBeNull();
    await node.refusal('eth_sendTransaction', transaction);
  });

  test('of everybody', async () => {
    const stranger = `0x${'22'.repeat(20)}`;
    await node.call('anvil_setBalance', stranger, '0xde0b6b3a7640000');
    await node.call('anvil_autoImpersonateAccount', true);
    await node.call('eth_sendTransaction', { from: stranger, to: ADDRESS, value: '0x1' });
    await node.call('anvil_autoImpersonateAccount', false);
    await node.refusal('eth_sendTransaction', { from: stranger, to: ADDRESS, value: '0x1' });
  });
});

test('dropped transactions: a boolean from Hardhat, the hash or null from anvil', async () => {
  const unknown = word(1);
  const [from, to] = node.accounts;
  await node.call('evm_setAutomine', false);
  const send = () => node.call('eth_sendTransaction', { from, to, value: '0x1' });
  expect(await node.call('hardhat_dropTransaction', await send())).toBe(true);
  const second = await send();
  expect(await node.call('anvil_dropTransaction', second)).toBe(second);
  expect(await node.call('hardhat_dropTransaction', unknown)).toBe(false);
  expect(await node.call('anvil_dropTransaction', unknown)).toBeNull();
  await send();
  expect(await node.call('anvil_removePoolTransactions', to)).toBeNull();
  expect((await node.call('txpool_status')).pending).toBe('0x1');
  expect(await node.call('anvil_dropAllTransactions')).toBeNull();
  expect((await node.call('txpool_status')).pending).toBe('0x0');
  await node.call('evm_setAutomine', true);
  const mined = await send();
  expect((await node.refusal('hardhat_dropTransaction', mined)).message).toContain('already mined');
});

test('what was edited stays part of the block that it was edited after', async () => {
  const account = `0x${'bb'.repeat(20)}`;
  const at = await node.call('eth_blockNumber');
  const before = `0x${(BigInt(at) - 1n).toString(16)}`;
  await node.call('anvil_setBalance', account, '0x64');
  await node.call('anvil_setNonce', account, '0x3');
  // returns the slot 0
  await node.call('anvil_setCode', account, '0x5f545f5260205ff3');
  await node.call('anvil_setStorageAt', account, '0x0', word(7));
  const seen = (block: string): Promise<string[]> =>
    Promise.all([
      node.call('eth_getBalance', account, block),
      node.call('eth_getTransactionCount', account, block),
      node.call('eth_getCode', account, block),
      node.call('eth_getStorageAt', account, '0x0', block),
      node.call('eth_call', { to: account }, block),
    ]);
  const edited = ['0x64', '0x3', '0x5f545f5260205ff3', word(7), word(7)];
  expect(await seen(at)).toEqual(edited);
  await node.call('eth_sendTransaction', { from: node.accounts[0], to: account, value: '0xa' });
  await node.call('anvil_setBalance', account, '0x0');
  await node.call('evm_mine');
  await node.call('evm_mine');
  // the difference between two blocks is what the later one did
  expect(await seen(at)).toEqual(edited);
  expect(await seen(before)).toEqual(['0x0', '0x0', '0x', word(0), '0x']);
  const next = `0x${(BigInt(at) + 1n).toString(16)}`;
  expect(await node.call('eth_getBalance', account, next)).toBe('0x0');
});
