import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createMPT } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { type Hex, hexToBytes, keccak256 } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { code } from '../../trace/assembler.ts';

const STORE = `0x${'57'.repeat(20)}`;
/** SSTORE(word 0 of the call, word 1 of the call) */
const STORE_CODE = code('602035', '600035', '55', '00');
const word = (value: number | bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const ZERO = '0x';

let node: DevNode;
/** Block 2 sets slots 1 to 5 in five transactions, block 3 deletes slot 1 and sets slot 6. */
let second: { hash: string; number: string; stateRoot: string; transactions: string[] };

beforeAll(async () => {
  node = await openDevNode();
  const [from] = node.accounts;
  await node.call('anvil_setCode', STORE, STORE_CODE);
  await node.call('evm_mine');
  const put = (slot: number, value: number) =>
    node.call('eth_sendTransaction', {
      from,
      to: STORE,
      gas: '0x186a0',
      data: word(slot) + word(value).slice(2),
    });
  await node.call('evm_setAutomine', false);
  for (let slot = 1; slot <= 5; slot++) await put(slot, slot * 16);
  await node.call('evm_mine');
  second = await node.call('eth_getBlockByNumber', 'latest', false);
  await put(1, 0);
  await put(6, 96);
  await node.call('evm_mine');
  await node.call('evm_setAutomine', true);
});
afterAll(() => node.close());

interface DumpedAccount {
  balance: string;
  nonce: number;
  root: Hex;
  codeHash: Hex;
  code?: Hex;
  storage?: Record<Hex, string>;
  address: Hex;
  key: Hex;
}

/** The state root of dumped accounts, by @ethereumjs/mpt. */
async function rootOf(accounts: readonly DumpedAccount[]): Promise<string> {
  const trie = await createMPT({ useKeyHashing: true });
  for (const { address, balance, nonce, root, codeHash } of accounts) {
    const leaf = [BigInt(nonce), BigInt(balance), hexToBytes(root), hexToBytes(codeHash)];
    await trie.put(hexToBytes(address), RLP.encode(leaf));
  }
  return Buffer.from(trie.root()).toString('hex');
}

describe('debug_accountRange and debug_dumpBlock', () => {
  test('hold the whole state, whatever the pages', async () => {
    const dump = await node.call('debug_dumpBlock', second.number);
    expect(dump.root).toBe(second.stateRoot.slice(2));
    expect(dump.next).toBeUndefined();
    const accounts = Object.values<DumpedAccount>(dump.accounts);
    expect(await rootOf(accounts)).toBe(dump.root);
    expect(accounts.map(({ key }) => key)).toEqual(accounts.map(({ address }) => keccak256(address)).sort());
    const paged: DumpedAccount[] = [];
    for (let start = ZERO; ; ) {
      const page = await node.call('debug_accountRange', second.number, start, 3);
      paged.push(...Object.values<DumpedAccount>(page.accounts));
      if (page.next === undefined) break;
      start = page.next;
    }
    expect(paged).toEqual(accounts);
  });

  test('show code and storage, unless told not to', async () => {
    const [from] = node.accounts as [Hex];
    const find = async (...options: boolean[]): Promise<DumpedAccount> => {
      const start = keccak256(STORE as Hex);
      const dump = await node.call('debug_accountRange', second.hash, start, 1, ...options);
      return Object.values<DumpedAccount>(dump.accounts)[0] as DumpedAccount;
    };
    const whole = await find();
    expect(whole).toMatchObject({ address: STORE, code: STORE_CODE, nonce: 0, balance: '0' });
    expect(whole.storage).toEqual(
      Object.fromEntries([1, 2, 3, 4, 5].map((slot) => [word(slot), `${slot}0`])),
    );
    const bare = await find(true, true, true);
    expect([bare.code, bare.storage]).toEqual([undefined, undefined]);
    const sender = (await node.call('debug_accountRange', 'latest', keccak256(from), 1)).accounts;
    const balance = await node.call('eth_getBalance', from, 'latest');
    expect(Object.values<DumpedAccount>(sender)[0]?.balance).toBe(BigInt(balance).toString());
  });

  test('refuse what they cannot give', async () => {
    expect((await node.refusal('debug_dumpBlock', '0x99')).message).toBe('header not found');
    expect((await node.refusal('debug_dumpBlock', 'pending')).message).toBe('pending state is not available');
    expect((await node.refusal('debug_accountRange', 'latest', `0x${'00'.repeat(33)}`, 1)).code).toBe(-32602);
  });
});

describe('debug_storageRangeAt', () => {
  const range = async (index: number, block = second.hash, start = ZERO, max = 100) =>
    node.call('debug_storageRangeAt', block, index, STORE, start, max);
  const slots = ({ storage }: { storage: Record<string, { key: Hex; value: Hex }> }) =>
    Object.values(storage).map(({ key, value }) => [Number(key), Number(value)]);

  test('shows the slots before a transaction', async () => {
    expect(slots(await range(0))).toEqual([]);
    expect(slots(await range(2)).sort()).toEqual([
      [1, 16],
      [2, 32],
    ]);
    const third = await node.call('eth_getBlockByNumber', '0x3', false);
    expect(slots(await range(0, third.hash))).toHaveLength(5);
    expect(slots(await range(1, third.hash)).map(([slot]) => slot)).not.toContain(1);
  });

  test('page by page in the order of the hashes', async () => {
    const third = (await node.call('eth_getBlockByNumber', '0x3', false)).hash;
    const whole = await range(1, third);
    const keys = Object.keys(whole.storage);
    expect(keys).toEqual([2, 3, 4, 5].map((slot) => keccak256(word(slot)) as string).sort());
    expect(whole.nextKey).toBeNull();
    const first = await range(1, third, ZERO, 3);
    expect(Object.keys(first.storage)).toEqual(keys.slice(0, 3));
    expect(first.nextKey).toBe(keys[3]);
    expect(Object.keys((await range(1, third, first.nextKey)).storage)).toEqual(keys.slice(3));
  });

  test('refuses with geth’s words', async () => {
    const refused = async (block: string, index: number) =>
      (await node.refusal('debug_storageRangeAt', block, index, STORE, ZERO, 10)).message;
    expect(await refused('0x0', 0)).toBe('no transaction in genesis');
    expect(await refused('0x2', 9)).toBe(`transaction index 9 out of range for block ${second.hash}`);
    expect(await refused('0x99', 0)).toBe('block not found');
  });
});

describe('debug_getModifiedAccounts*', () => {
  test('of one block, and from one to another', async () => {
    const [from, to] = node.accounts as [string, string];
    const ofSecond = await node.call('debug_getModifiedAccountsByNumber', 2);
    expect(ofSecond).toContain(STORE);
    expect(ofSecond).toContain(from);
    expect(ofSecond).not.toContain(to);
    expect(await node.call('debug_getModifiedAccountsByHash', second.hash)).toEqual(ofSecond);
    expect(await node.call('debug_getModifiedAccountsByNumber', 1, 2)).toEqual(ofSecond);
    const first = (await node.call('eth_getBlockByNumber', '0x1', false)).hash;
    expect(await node.call('debug_getModifiedAccountsByHash', first, second.hash)).toEqual(ofSecond);
  });

  test('refuse with geth’s words', async () => {
    const refused = async (...numbers: number[]) =>
      (await node.refusal('debug_getModifiedAccountsByNumber', ...numbers)).message;
    expect(await refused(2, 2)).toBe('start block height (2) must be less than end block height (2)');
    expect(await refused(0)).toBe('block 0 has no parent');
    expect(await refused(1, 99)).toBe('end block 99 not found');
  });
});

test('debug_intermediateRoots ends with the root of the block where nothing follows', async () => {
  const roots = await node.call('debug_intermediateRoots', second.hash);
  expect(roots).toHaveLength(5);
  expect(roots.at(-1)).toBe(second.stateRoot);
  expect(new Set(roots).size).toBe(5);
  const genesis = (await node.call('eth_getBlockByNumber', '0x0', false)).hash;
  expect((await node.refusal('debug_intermediateRoots', genesis)).message).toBe('genesis is not traceable');
  expect((await node.refusal('debug_intermediateRoots', word(1))).message).toBe(`block ${word(1)} not found`);
});
