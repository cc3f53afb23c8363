import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  parseTransaction,
  recoverMessageAddress,
  recoverTransactionAddress,
  recoverTypedDataAddress,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { ERROR_NO, REVERTER } from '../../support/contracts.ts';
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

function signed(nonce: number, more: { chainId?: number; gas?: bigint; maxFeePerGas?: bigint } = {}) {
  return ALICE.signTransaction({
    type: 'eip1559',
    chainId: 31337,
    nonce,
    gas: 21_000n,
    to: to as `0x${string}`,
    value: 1n,
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    ...more,
  });
}

describe('eth_sendTransaction', () => {
  test('fills in what is missing; the block exists when the answer comes', async () => {
    const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
    expect(await dev.call('eth_getTransactionByHash', hash)).toMatchObject({
      type: '0x2',
      nonce: '0x0',
      gas: '0x5208',
      chainId: '0x7a69',
      blockNumber: '0x1',
    });
  });

  test('chooses the type by the fields given', async () => {
    const typeOf = async (fields: object) => {
      const hash = await dev.call('eth_sendTransaction', { from, to, ...fields });
      return (await dev.call('eth_getTransactionByHash', hash)).type;
    };
    const gasPrice = '0xb2d05e00';
    expect(await typeOf({ gasPrice })).toBe('0x0');
    expect(await typeOf({ gasPrice, accessList: [] })).toBe('0x1');
    expect(await typeOf({ maxFeePerGas: gasPrice, maxPriorityFeePerGas: '0x1' })).toBe('0x2');
    expect(await typeOf({ accessList: [] })).toBe('0x2');
    expect(await typeOf({ type: '0x0' })).toBe('0x0');
  });

  test('gives concurrent transactions of one sender different nonces', async () => {
    const send = () => dev.call('eth_sendTransaction', { from, to, value: '0x1' });
    const hashes = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(hashes).size).toBe(10);
    expect(await dev.call('eth_getTransactionCount', from)).toBe('0xa');
  });

  test('refuses contradictions', async () => {
    const refused = async (fields: object) =>
      (await dev.refusal('eth_sendTransaction', { from, to, ...fields })).message;
    expect(await refused({ chainId: '0x1' })).toBe("chainId does not match node's (have=0x1, want=0x7a69)");
    expect(await refused({ to: null })).toBe('contract creation without any data provided');
    expect(await refused({ maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' })).toBe(
      'maxFeePerGas (0x1) < maxPriorityFeePerGas (0x2)',
    );
    expect(await refused({ type: '0x2', gasPrice: '0x1' })).toBe(
      'gasPrice is not valid for a transaction of type 2',
    );
    expect(await refused({ blobVersionedHashes: [`0x01${'0'.repeat(62)}`] })).toContain(
      'eth_sendRawTransaction',
    );
  });

  test('refuses accounts without a key, unless they are impersonated', async () => {
    await dev.call('anvil_setBalance', NOBODY, '0xde0b6b3a7640000');
    const refusal = await dev.refusal('eth_sendTransaction', { from: NOBODY, to, value: '0x1' });
    expect([refusal.code, refusal.message]).toEqual([-32000, expect.stringContaining('unknown account')]);
    await dev.call('anvil_impersonateAccount', NOBODY);
    const hash = await dev.call('eth_sendTransaction', { from: NOBODY, to, value: '0x1' });
    expect(await dev.call('eth_getTransactionByHash', hash)).toMatchObject({
      from: NOBODY,
      blockNumber: '0x1',
    });
  });

  test('a sender without the funds', async () => {
    const { code, message } = await dev.refusal('eth_sendTransaction', {
      from,
      to,
      value: `0x1${'0'.repeat(40)}`,
    });
    expect([code, message]).toEqual([-32000, expect.stringContaining('insufficient funds')]);
  });

  test('with the gas given, a transaction that reverts is mined', async () => {
    await dev.call('anvil_setCode', NOBODY, REVERTER);
    const hash = await dev.call('eth_sendTransaction', { from, to: NOBODY, data: ERROR_NO, gas: '0x186a0' });
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x0');
  });
});

describe('eth_sendRawTransaction', () => {
  test('takes what wallets sign', async () => {
    const hash = await dev.call('eth_sendRawTransaction', await signed(0));
    expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  });

  test.each([
    ['twice', 0, {}, 'nonce too low'],
    ['for another chain', 1, { chainId: 1 }, 'chain id'],
    ['with too little gas', 1, { gas: 20_999n }, 'intrinsic gas too low'],
  ])('%s', async (_name, nonce, more, message) => {
    await dev.call('eth_sendRawTransaction', await signed(0));
    const { code, message: told } = await dev.refusal('eth_sendRawTransaction', await signed(nonce, more));
    expect([code, told]).toEqual([-32000, expect.stringContaining(message)]);
    expect(await dev.call('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
    expect(await dev.call('eth_blockNumber')).toBe('0x1');
  });

  test.each(['0x', '0x00', '0x02', '0x7f80', '0xc0', `0x02${'ff'.repeat(200)}`, '0xf86c'])(
    '%p is no transaction',
    async (raw) => {
      expect((await dev.refusal('eth_sendRawTransaction', raw)).code).toBe(-32000);
      expect(await dev.call('eth_blockNumber')).toBe('0x0');
    },
  );

  test('is believed as to its sender by nobody', async () => {
    const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
    const own = await dev.call('eth_getRawTransactionByHash', hash);
    const sender = await recoverTransactionAddress({ serializedTransaction: own });
    expect(sender.toLowerCase()).toBe(from);
    // other parameters than the bytes are refused, and the same bytes sent by a stranger have the same sender
    const more = await dev.refusal('eth_sendRawTransaction', await signed(1), to);
    expect(more.code).toBe(-32602);
    const stranger = await dev.call('eth_sendRawTransaction', await signed(1));
    expect((await dev.call('eth_getTransactionByHash', stranger)).from).toBe(from);
  });

  test('a signature that was changed is another sender, or none', async () => {
    const raw = await signed(0);
    const changed = `${raw.slice(0, -1)}${raw.endsWith('0') ? '1' : '0'}`;
    expect((await dev.refusal('eth_sendRawTransaction', changed)).code).toBe(-32000);
  });
});

describe('without sending', () => {
  test('eth_signTransaction gives bytes that can be sent', async () => {
    const raw = await dev.call('eth_signTransaction', { from, to, value: '0x1' });
    expect(parseTransaction(raw)).toMatchObject({ chainId: 31337, gas: 21_000n, value: 1n });
    expect(await dev.call('eth_sendRawTransaction', raw)).toBe(await dev.call('web3_sha3', raw));
  });

  test('eth_fillTransaction signs nothing', async () => {
    const { raw, tx } = await dev.call('eth_fillTransaction', { from: NOBODY, to, value: '0x0' });
    expect(tx).toMatchObject({
      type: '0x2',
      nonce: '0x0',
      gas: '0x5208',
      from: NOBODY,
      to,
      chainId: '0x7a69',
    });
    expect(raw).toStartWith('0x02');
  });

  test('eth_sendUnsignedTransaction sends for anybody', async () => {
    await dev.call('anvil_setBalance', NOBODY, '0xde0b6b3a7640000');
    const hash = await dev.call('eth_sendUnsignedTransaction', { from: NOBODY, to, value: '0x1' });
    expect((await dev.call('eth_getTransactionReceipt', hash)).from).toBe(NOBODY);
  });
});

describe('messages', () => {
  test('eth_sign and personal_sign', async () => {
    const signature = await dev.call('eth_sign', from, '0x68656c6c6f');
    expect((await recoverMessageAddress({ message: 'hello', signature })).toLowerCase()).toBe(from);
    expect(await dev.call('personal_sign', '0x68656c6c6f', from)).toBe(signature);
    expect(await dev.call('personal_sign', '0x68656c6c6f', from, 'password')).toBe(signature);
    expect((await dev.refusal('eth_sign', NOBODY, '0x00')).code).toBe(-32000);
  });

  test('eth_signTypedData_v4 and its other name, of an object or its text', async () => {
    const typedData = {
      domain: { name: 'Test', version: '1', chainId: 31337 },
      types: {
        EIP712Domain: [
          { name: 'name', type: 'string' },
          { name: 'version', type: 'string' },
          { name: 'chainId', type: 'uint256' },
        ],
        Mail: [{ name: 'contents', type: 'string' }],
      },
      primaryType: 'Mail',
      message: { contents: 'hi' },
    } as const;
    const domain = { ...typedData.domain, chainId: 31337n };
    const signature = await dev.call('eth_signTypedData_v4', from, typedData);
    expect((await recoverTypedDataAddress({ ...typedData, domain, signature })).toLowerCase()).toBe(from);
    expect(await dev.call('eth_signTypedData_v4', from, JSON.stringify(typedData))).toBe(signature);
    expect(await dev.call('eth_signTypedData', from, JSON.stringify(typedData))).toBe(signature);
    for (const wrong of [{}, '{', { ...typedData, primaryType: 'Nothing' }, '['.repeat(1000)]) {
      expect((await dev.refusal('eth_signTypedData_v4', from, wrong)).code).toBe(-32602);
    }
  });
});

describe('the pool', () => {
  test('is shown as geth shows it', async () => {
    await dev.call('evm_setAutomine', false);
    const [first, second] = [
      await dev.call('eth_sendRawTransaction', await signed(0)),
      await dev.call('eth_sendRawTransaction', await signed(2)),
    ];
    const sender = ALICE.address;
    expect(await dev.call('txpool_status')).toEqual({ pending: '0x1', queued: '0x1' });
    const content = await dev.call('txpool_content');
    expect(content.pending[sender]['0']).toEqual(await dev.call('eth_getTransactionByHash', first));
    expect(content.queued[sender]['2']).toMatchObject({
      hash: second,
      blockHash: null,
      blockTimestamp: null,
    });
    expect(await dev.call('txpool_contentFrom', sender)).toEqual({
      pending: content.pending[sender],
      queued: content.queued[sender],
    });
    const line = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8: 1 wei + 21000 gas × 3000000000 wei';
    expect(await dev.call('txpool_inspect')).toEqual({
      pending: { [sender]: { 0: line } },
      queued: { [sender]: { 2: line } },
    });
    expect((await dev.call('eth_pendingTransactions')).map(({ hash }: { hash: string }) => hash)).toEqual([
      first,
    ]);
    expect(await dev.call('eth_getTransactionCount', from, 'pending')).toBe('0x1');
    expect(await dev.call('eth_getTransactionReceipt', first)).toBeNull();
    expect(await dev.call('web3_sha3', await dev.call('eth_getRawTransactionByHash', first))).toBe(first);
  });
});
