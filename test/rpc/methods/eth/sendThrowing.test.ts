import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  type BaseError,
  ContractFunctionRevertedError,
  createWalletClient,
  encodeErrorResult,
  http,
  parseAbi,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { readSettings } from '../../../../src/config/settings.ts';
import { deriveAccounts } from '../../../../src/dev/accounts.ts';
import { genesisOf } from '../../../../src/dev/genesis.ts';
import { ERROR_NO, INVALID, REVERTER } from '../../support/contracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const CONTRACT = `0x${'12'.repeat(20)}` as const;
/** JUMPDEST PUSH1 0 JUMP: until the gas is gone. */
const LOOP = '0x5b600056';
/** Stores 1 in slot 0 and stops; where that is done already it reverts with it. */
const ONCE = '0x600054601057600160005500000000005b60005460005260206000fd';
const GAS = '0x186a0';
/** The first key of the development mnemonic. */
const ALICE = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const ABI = parseAbi(['error Insufficient(uint256 available, address who)', 'function fail()']);
const CUSTOM = encodeErrorResult({ abi: ABI, errorName: 'Insufficient', args: [7n, CONTRACT] });

let dev: DevNode;
let from: string;

beforeEach(async () => {
  dev = await openDevNode({ rpc: { throwOnFailure: true } });
  [from = ''] = dev.accounts;
  await dev.call('anvil_setCode', CONTRACT, REVERTER);
});

afterEach(() => dev.close());

function signed(data: string, nonce = 0) {
  return ALICE.signTransaction({
    chainId: 31337,
    nonce,
    gas: 100_000n,
    to: CONTRACT,
    data: data as `0x${string}`,
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  });
}

const call = (data: string) => ({ from, to: CONTRACT, data, gas: GAS });

/** The receipt of the sender's first transaction. */
async function firstReceipt() {
  const { hash } = await dev.call('eth_getTransactionBySenderAndNonce', from, '0x0');
  return dev.call('eth_getTransactionReceipt', hash);
}

describe('with --throw-on-failure', () => {
  test.each([
    ['a reason', REVERTER, ERROR_NO, { code: 3, message: 'execution reverted: no', data: ERROR_NO }],
    ['a custom error', REVERTER, CUSTOM, { code: 3, message: 'execution reverted', data: CUSTOM }],
    ['nothing', REVERTER, '0x', { code: 3, message: 'execution reverted', data: '0x' }],
    ['an invalid opcode', INVALID, '0x', { code: -32000, message: 'invalid opcode', data: '0x' }],
    ['its gas used up', LOOP, '0x', { code: -32000, message: 'out of gas', data: '0x' }],
  ])('a transaction that fails with %s is mined, and answered with it', async (_name, code, data, error) => {
    await dev.call('anvil_setCode', CONTRACT, code);
    expect(await dev.refusal('eth_sendTransaction', call(data))).toEqual(error);
    expect(await firstReceipt()).toMatchObject({ status: '0x0', blockNumber: '0x1', from, to: CONTRACT });
    expect(await dev.call('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
  });

  test('signed and unsigned transactions are answered in the same way', async () => {
    const error = { code: 3, message: 'execution reverted: no', data: ERROR_NO };
    expect(await dev.refusal('eth_sendRawTransaction', await signed(ERROR_NO))).toEqual(error);
    expect(await dev.refusal('eth_sendUnsignedTransaction', call(ERROR_NO))).toEqual(error);
    expect(await dev.call('eth_getTransactionCount', from)).toBe('0x2');
  });

  test('of two that arrive together each has its own answer', async () => {
    await dev.call('anvil_setCode', CONTRACT, ONCE);
    const [one, two] = [await signed('0x', 0), await signed('0x', 1)];
    const [hash, error] = await Promise.all([
      dev.call('eth_sendRawTransaction', one),
      dev.refusal('eth_sendRawTransaction', two),
    ]);
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
    const data = `0x${'1'.padStart(64, '0')}`;
    expect(error).toEqual({ code: 3, message: 'execution reverted', data });
  });

  test('one that succeeds, and one that waits for another, have their hash', async () => {
    await dev.call('anvil_setCode', CONTRACT, '0x');
    const hash = await dev.call('eth_sendTransaction', { from, to: CONTRACT, value: '0x1' });
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
    await dev.call('anvil_setCode', CONTRACT, REVERTER);
    const waiting = await dev.call('eth_sendRawTransaction', await signed(ERROR_NO, 2));
    expect(await dev.call('eth_getTransactionReceipt', waiting)).toBeNull();
  });

  test('before Byzantium, where receipts have no status', async () => {
    const settings = readSettings('dev', new Map([['hardfork', 'homestead']]), {});
    const { accounts } = deriveAccounts(settings);
    const old = await openDevNode({ rpc: { throwOnFailure: true }, genesis: genesisOf(settings, accounts) });
    try {
      await old.call('eth_sendTransaction', { from, to: CONTRACT, value: '0x1' });
      await old.call('anvil_setCode', CONTRACT, INVALID);
      const error = await old.refusal('eth_sendTransaction', call('0x'));
      expect(error).toEqual({ code: -32000, message: 'invalid opcode', data: '0x' });
      expect(await old.call('eth_blockNumber')).toBe('0x2');
    } finally {
      await old.close();
    }
  });

  test('without automine the hash is the answer', async () => {
    await dev.call('evm_setAutomine', false);
    const hash = await dev.call('eth_sendTransaction', call(ERROR_NO));
    await dev.call('evm_mine');
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x0');
  });

  test('the methods that give the receipt give it', async () => {
    expect((await dev.call('eth_sendTransactionSync', call(ERROR_NO))).status).toBe('0x0');
    expect((await dev.call('eth_sendRawTransactionSync', await signed(ERROR_NO, 1))).status).toBe('0x0');
  });

  test('viem decodes it', async () => {
    const wallet = createWalletClient({ account: ALICE, chain: foundry, transport: http(dev.url) });
    await dev.call('anvil_setCode', CONTRACT, reverting(CUSTOM));
    const write = wallet.writeContract({ address: CONTRACT, abi: ABI, functionName: 'fail', gas: 100_000n });
    const failure = await write.then(undefined, (error: unknown) => error);
    const cause = (failure as BaseError).walk((error) => error instanceof ContractFunctionRevertedError);
    expect((cause as ContractFunctionRevertedError).data).toMatchObject({
      errorName: 'Insufficient',
      args: [7n, CONTRACT],
    });
  });
});

/** Code that reverts with this data: CODECOPY of what stands behind it. */
function reverting(data: string): string {
  const size = ((data.length - 2) / 2).toString(16).padStart(2, '0');
  return `0x60${size}600c60003960${size}6000fd${data.slice(2)}`;
}

test('the hash is the answer where blocks come by the clock', async () => {
  const timed = await openDevNode({
    rpc: { throwOnFailure: true },
    mode: { kind: 'interval', milliseconds: 3_600_000 },
  });
  try {
    await timed.call('anvil_setCode', CONTRACT, REVERTER);
    const hash = await timed.call('eth_sendTransaction', call(ERROR_NO));
    expect(await timed.call('eth_getTransactionReceipt', hash)).toBeNull();
  } finally {
    await timed.close();
  }
});

test('without --throw-on-failure the hash is the answer', async () => {
  const plain = await openDevNode();
  try {
    await plain.call('anvil_setCode', CONTRACT, REVERTER);
    const hash = await plain.call('eth_sendTransaction', call(ERROR_NO));
    expect((await plain.call('eth_getTransactionReceipt', hash)).status).toBe('0x0');
    const raw = await plain.call('eth_sendRawTransaction', await signed(ERROR_NO, 1));
    expect((await plain.call('eth_getTransactionReceipt', raw)).status).toBe('0x0');
  } finally {
    await plain.close();
  }
});
