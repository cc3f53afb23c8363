import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { deployLogger, emit, word } from '../../support/contracts.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const NOBODY = `0x${'12'.repeat(20)}`;
const UNKNOWN = `0x${'12'.repeat(32)}`;

let dev: DevNode;
let contract: string;
let hash: string;

beforeAll(async () => {
  dev = await openDevNode();
  contract = await deployLogger(dev);
  hash = await emit(dev, contract, word(1));
});

afterAll(() => dev.close());

test('an account as the state trie has it', async () => {
  const { balance, nonce, codeHash, storageHash } = await dev.call('eth_getProof', contract, [], 'latest');
  expect(await dev.call('eth_getAccount', contract, 'latest')).toEqual({
    balance,
    nonce,
    codeHash,
    storageRoot: storageHash,
  });
  expect(await dev.call('eth_getAccount', NOBODY)).toMatchObject({ balance: '0x0', nonce: '0x0' });
});

describe('blocks', () => {
  test('by number, tag and hash are the same block', async () => {
    const block = await dev.call('eth_getBlockByNumber', '0x2', false);
    expect(block.number).toBe('0x2');
    expect(await dev.call('eth_getBlockByNumber', 'latest', false)).toEqual(block);
    expect(await dev.call('eth_getBlockByHash', block.hash, false)).toEqual(block);
    expect(await dev.call('eth_getBlockByHash', block.hash)).toEqual(block);
    expect(block.transactions).toEqual([hash]);
  });

  test('every tag names a block', async () => {
    const number = async (tag: string) => (await dev.call('eth_getBlockByNumber', tag, false)).number;
    expect(await Promise.all(['earliest', 'safe', 'finalized', 'latest'].map(number))).toEqual([
      '0x0',
      '0x0',
      '0x0',
      '0x2',
    ]);
    expect(await number('pending')).toBe('0x3');
  });

  test('what is not there is null', async () => {
    expect(await dev.call('eth_getBlockByNumber', '0xffff', true)).toBeNull();
    expect(await dev.call('eth_getBlockByHash', UNKNOWN, true)).toBeNull();
    expect(await dev.call('eth_getBlockReceipts', '0xffff')).toBeNull();
    expect(await dev.call('eth_getBlockTransactionCountByNumber', '0xffff')).toBeNull();
    expect(await dev.call('eth_getBlockTransactionCountByHash', UNKNOWN)).toBeNull();
    expect(await dev.call('eth_getUncleCountByBlockHash', UNKNOWN)).toBeNull();
    expect(await dev.call('eth_getUncleByBlockNumberAndIndex', '0x1', '0x0')).toBeNull();
  });

  test('headers are blocks without what they hold', async () => {
    const { size, transactions, uncles, withdrawals, ...header } = await dev.call(
      'eth_getBlockByNumber',
      '0x2',
      false,
    );
    expect(await dev.call('eth_getHeaderByNumber', '0x2')).toEqual(header);
    expect(await dev.call('eth_getHeaderByHash', header.hash)).toEqual(header);
    expect(await dev.call('eth_getHeaderByNumber', '0xffff')).toBeNull();
    expect(await dev.call('eth_getHeaderByHash', UNKNOWN)).toBeNull();
    const pending = await dev.call('eth_getHeaderByNumber', 'pending');
    expect(pending).toMatchObject({ number: '0x3', parentHash: header.hash });
    for (const number of ['0x2', 2, 'latest'])
      expect(await dev.call('erigon_getHeaderByNumber', number)).toEqual(header);
    expect(await dev.call('erigon_getHeaderByNumber', 99)).toBeNull();
  });

  test('counts and uncles', async () => {
    expect(await dev.call('eth_getBlockTransactionCountByNumber', '0x2')).toBe('0x1');
    expect(await dev.call('eth_getUncleCountByBlockNumber', 'latest')).toBe('0x0');
  });

  test('receipts of a block are those of its transactions', async () => {
    const receipt = await dev.call('eth_getTransactionReceipt', hash);
    const { blockHash } = receipt;
    for (const block of ['latest', '0x2', blockHash, { blockHash }, { blockNumber: '0x2' }]) {
      expect(await dev.call('eth_getBlockReceipts', block)).toEqual([receipt]);
    }
    expect(await dev.call('alchemy_getTransactionReceipts', { blockNumber: '0x2' })).toEqual({
      receipts: [receipt],
    });
    expect(await dev.call('alchemy_getTransactionReceipts', { blockHash: UNKNOWN })).toEqual({
      receipts: null,
    });
  });
});

describe('transactions', () => {
  test('by hash and by place are the same', async () => {
    const transaction = await dev.call('eth_getTransactionByHash', hash);
    expect(transaction).toMatchObject({ hash, blockNumber: '0x2', transactionIndex: '0x0', input: word(1) });
    const { blockHash, from, nonce } = transaction;
    expect(await dev.call('eth_getTransactionByBlockHashAndIndex', blockHash, '0x0')).toEqual(transaction);
    expect(await dev.call('eth_getTransactionByBlockNumberAndIndex', 'latest', '0x0')).toEqual(transaction);
    expect(await dev.call('eth_getTransactionBySenderAndNonce', from, nonce)).toEqual(transaction);
    expect((await dev.call('eth_getBlockByNumber', 'latest', true)).transactions).toEqual([transaction]);
  });

  test('raw bytes hash to the hash', async () => {
    const raw = await dev.call('eth_getRawTransactionByHash', hash);
    expect(await dev.call('web3_sha3', raw)).toBe(hash);
    expect(await dev.call('eth_getRawTransactionByBlockNumberAndIndex', '0x2', '0x0')).toBe(raw);
  });

  test('what is not there is null', async () => {
    expect(await dev.call('eth_getTransactionByHash', UNKNOWN)).toBeNull();
    expect(await dev.call('eth_getTransactionReceipt', UNKNOWN)).toBeNull();
    expect(await dev.call('eth_getRawTransactionByHash', UNKNOWN)).toBeNull();
    expect(await dev.call('eth_getTransactionByBlockNumberAndIndex', '0x2', '0x1')).toBeNull();
    expect(await dev.call('eth_getTransactionByBlockNumberAndIndex', '0x2', '0xffffffffffffffff')).toBeNull();
    expect(await dev.call('eth_getTransactionBySenderAndNonce', NOBODY, '0x0')).toBeNull();
  });
});

describe('state', () => {
  test('of every form of block parameter', async () => {
    const { hash: first } = await dev.call('eth_getBlockByNumber', '0x1', false);
    const nonce = (block: unknown) => dev.call('eth_getTransactionCount', dev.accounts[0], block);
    const forms = [
      'earliest',
      '0x1',
      first,
      { blockHash: first },
      { blockHash: first, requireCanonical: true },
      'latest',
      'pending',
      { blockNumber: 'latest' },
    ];
    expect(await Promise.all(forms.map(nonce))).toEqual([
      '0x0',
      '0x1',
      '0x1',
      '0x1',
      '0x1',
      '0x2',
      '0x2',
      '0x2',
    ]);
  });

  test('of a block that is not there', async () => {
    const missing = { code: -32000, message: 'header not found' };
    expect(await dev.refusal('eth_getBalance', NOBODY, '0xffff')).toEqual(missing);
    expect(await dev.refusal('eth_getCode', NOBODY, UNKNOWN)).toEqual(missing);
    expect(await dev.refusal('eth_call', { to: NOBODY }, { blockHash: UNKNOWN })).toEqual(missing);
    expect(await dev.refusal('eth_getProof', NOBODY, [], '0xffff')).toEqual(missing);
  });

  test('of an account that is not there', async () => {
    expect(await dev.call('eth_getBalance', NOBODY)).toBe('0x0');
    expect(await dev.call('eth_getTransactionCount', NOBODY)).toBe('0x0');
    expect(await dev.call('eth_getCode', NOBODY)).toBe('0x');
    expect(await dev.call('eth_getStorageAt', NOBODY, '0x0')).toBe(`0x${'0'.repeat(64)}`);
    expect(await dev.call('eth_getAccountInfo', NOBODY)).toEqual({
      balance: '0x0',
      nonce: '0x0',
      code: '0x',
    });
  });

  test('code and account info', async () => {
    const code = await dev.call('eth_getCode', contract);
    expect(code).toBe('0x60003560006000a100');
    expect(await dev.call('eth_getAccountInfo', contract)).toEqual({ balance: '0x0', nonce: '0x1', code });
    expect(await dev.call('eth_getCode', contract, 'earliest')).toBe('0x');
  });

  test('slots, by keys of any length', async () => {
    await dev.call('anvil_setStorageAt', contract, '0x1', word(7));
    for (const key of [
      '0x1',
      '0x01',
      '0x0000000000000000000000000000000000000000000000000000000000000001',
      '1',
    ]) {
      expect(await dev.call('eth_getStorageAt', contract, key)).toBe(word(7));
    }
    expect(await dev.call('eth_getStorageValues', { [contract]: ['0x1', '0x2'] })).toEqual({
      [contract]: [word(7), `0x${'0'.repeat(64)}`],
    });
    expect(await dev.refusal('eth_getStorageValues', {})).toEqual({ code: -32602, message: 'empty request' });
    expect((await dev.refusal('eth_getStorageValues', { [contract]: Array(1025).fill('0x0') })).code).toBe(
      -32602,
    );
  });

  test('proofs have the form of the specification', async () => {
    await dev.call('anvil_mine');
    const proof = await dev.call('eth_getProof', contract, ['0x1', `0x${'0'.repeat(64)}`], 'latest');
    expect(Object.keys(proof).sort()).toEqual([
      'accountProof',
      'address',
      'balance',
      'codeHash',
      'nonce',
      'storageHash',
      'storageProof',
    ]);
    expect(proof.storageProof.map(({ key, value }: { key: string; value: string }) => [key, value])).toEqual([
      ['0x1', `0x7${'07'.repeat(31)}`],
      [`0x${'0'.repeat(64)}`, '0x0'],
    ]);
  });
});

describe('the node', () => {
  test('answers for itself', async () => {
    expect(await dev.call('eth_chainId')).toBe('0x7a69');
    expect(await dev.call('net_version')).toBe('31337');
    expect(await dev.call('eth_networkId')).toBe('31337');
    expect(await dev.call('net_listening')).toBe(true);
    expect(await dev.call('net_peerCount')).toBe('0x0');
    expect(await dev.call('eth_syncing')).toBe(false);
    expect(await dev.call('eth_protocolVersion')).toBe('0x44');
    expect(await dev.call('web3_clientVersion')).toBe('anvil/test');
    expect(await dev.call('eth_accounts')).toEqual(dev.accounts);
    expect(await dev.call('eth_requestAccounts')).toEqual(dev.accounts);
    expect(await dev.call('eth_coinbase')).toBe(`0x${'0'.repeat(40)}`);
    expect(await dev.call('web3_sha3', '0x68656c6c6f20776f726c64')).toBe(
      '0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad',
    );
  });

  test('describes its methods', async () => {
    expect(await dev.call('rpc_modules')).toMatchObject({ eth: '1.0', anvil: '1.0', rpc: '1.0' });
    const document = await dev.call('rpc.discover');
    expect(document.openrpc).toMatch(/^1\./);
    const call = document.methods.find(({ name }: { name: string }) => name === 'eth_call');
    expect(
      call.params.map(({ name, required }: { name: string; required: boolean }) => [name, required]),
    ).toEqual([
      ['call', true],
      ['block', false],
      ['stateOverride', false],
      ['blockOverride', false],
    ]);
  });

  test('tells its rules and what it keeps', async () => {
    const { current, next, last } = await dev.call('eth_config');
    expect([next, last]).toEqual([null, null]);
    expect(current).toMatchObject({
      activationTime: 0,
      chainId: '0x7a69',
      forkId: expect.stringMatching(/^0x[0-9a-f]{8}$/),
      precompiles: { ECREC: `0x${'1'.padStart(40, '0')}`, BLS12_G1ADD: `0x${'b'.padStart(40, '0')}` },
      systemContracts: { BEACON_ROOTS_ADDRESS: '0x000f3df6d732807ef1319fb7b8bb8522d0beac02' },
    });
    const { head, logs } = await dev.call('eth_capabilities');
    expect(head.number).toBe(await dev.call('eth_blockNumber'));
    expect(logs).toEqual({ disabled: false, oldestBlock: '0x0' });
  });

  test('is no wallet', async () => {
    for (const method of ['wallet_getCapabilities', 'wallet_getPermissions', 'wallet_sendCalls']) {
      expect((await dev.refusal(method)).code).toBe(-32004);
    }
  });
});
