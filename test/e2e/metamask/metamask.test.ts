import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { NATIVE_SENDER, nativeBlocks, signWanted } from '../../support/nativeTraffic.ts';
import { devAccount, devKey } from '../accounts.ts';
import { install } from '../install.ts';
import { freePort, isOther, launchDev, type RunningNode, request, until } from '../launch.ts';
import { root } from '../root.ts';
import type { MetaMask, OpenMetaMask } from './wallet.ts';

setDefaultTimeout(120_000);

/** MetaMask's own network, fee and transaction controllers against the node. */
let node: RunningNode;
let wallet: MetaMask;
let open: OpenMetaMask;
const to = devAccount(9).address;

beforeAll(async () => {
  const project = await install(join(root, 'test/e2e/metamask/project'));
  // Named at run time: its packages exist only now.
  ({ openMetaMask: open } = (await import(join(project, 'wallet.ts'))) as { openMetaMask: OpenMetaMask });
  node = await launchDev();
  wallet = await open({ url: node.url, key: devKey(1) });
});

afterAll(async () => {
  wallet?.close();
  await node?.stop();
});

const confirmed = (id: string, opened = wallet) =>
  until(
    () => opened.transactions().some((each) => each.id === id && each.status === 'confirmed'),
    'the confirmation',
    30_000,
  );

describe('a network', () => {
  test('is found to answer, with dynamic fees', () => {
    expect(wallet.network()).toEqual({ status: 'available', dynamicFees: true });
  });

  test('has fee estimates of its own', async () => {
    const fees = await wallet.estimateFees();
    expect(fees.kind).toBe('eth_gasPrice');
    expect(Number(fees.gasPrice)).toBeGreaterThan(0);
  });

  test('has its blocks followed', async () => {
    const before = await wallet.latestBlock();
    await request(node.url, 'evm_mine');
    await until(() => wallet.announced().includes(before + 1), 'the new block');
  });
});

describe('transactions', () => {
  test('a transfer is confirmed', async () => {
    const { id, hash } = await wallet.send({ to, value: '0x5' });
    expect(hash).toMatch(/^0x[0-9a-f]{64}$/);
    await confirmed(id);
    const receipt = await request<{ status: string; gasUsed: string }>(
      node.url,
      'eth_getTransactionReceipt',
      hash,
    );
    expect(receipt).toMatchObject({ status: '0x1', gasUsed: '0x5208' });
  });

  test('several in a row get one nonce each', async () => {
    const sent = [];
    for (let i = 0; i < 3; i++) sent.push(await wallet.send({ to, value: '0x1' }));
    for (const { id } of sent) await confirmed(id);
    const nonces = wallet.transactions().map((each) => each.nonce);
    expect(nonces).toEqual([0, 1, 2, 3]);
  });
});

test('a block that the wallet shares with native transactions', async () => {
  const { logger } = await nativeBlocks((method, ...params) => request(node.url, method, ...params));
  await request(node.url, 'evm_setAutomine', false);
  const native = signWanted({ kind: 'contract_call', to: logger }, 10n);
  const hash = await request<string>(node.url, 'eth_sendRawTransaction', toHex(native.raw));
  const sent = await wallet.send({ to, value: '0x1' });
  await request(node.url, 'evm_mine');
  await request(node.url, 'evm_setAutomine', true);
  await confirmed(sent.id);
  const receipt = (await wallet.request('eth_getTransactionReceipt', hash)) as Record<string, string>;
  expect(receipt).toMatchObject({ from: toHex(NATIVE_SENDER), status: '0x1', type: '0x0' });
  const block = (await wallet.request('eth_getBlockByHash', receipt.blockHash, true)) as {
    transactions: { hash: string; from: string }[];
  };
  expect(new Set(block.transactions.map((each) => each.hash))).toEqual(new Set([hash, sent.hash]));
});

describe('without instant blocks', () => {
  beforeAll(() => request(node.url, 'evm_setAutomine', false));
  afterEach(() => request(node.url, 'evm_mine'));
  afterAll(() => request(node.url, 'evm_setAutomine', true));

  test('speeding up replaces the transaction', async () => {
    const first = await wallet.send({ to, value: '0x7' });
    const faster = await wallet.speedUp(first.id);
    expect(faster).not.toBe(first.hash);
    await request(node.url, 'evm_mine');
    await until(
      () => wallet.transactions().some((each) => each.hash === faster && each.status === 'confirmed'),
      'the faster one',
    );
    expect(await request<unknown>(node.url, 'eth_getTransactionReceipt', first.hash)).toBeNull();
  });

  test('cancelling replaces it by nothing', async () => {
    const balance = await request<string>(node.url, 'eth_getBalance', to, 'latest');
    const first = await wallet.send({ to, value: '0x9' });
    await wallet.cancel(first.id);
    await request(node.url, 'evm_mine');
    await until(() => wallet.transactions().at(-1)?.status === 'confirmed', 'the cancellation');
    expect(await request<string>(node.url, 'eth_getBalance', to, 'latest')).toBe(balance);
    expect(await request<unknown>(node.url, 'eth_getTransactionReceipt', first.hash)).toBeNull();
  });

  test('a second transaction takes the next nonce while the first waits', async () => {
    const one = await wallet.send({ to, value: '0x1' });
    const two = await wallet.send({ to, value: '0x2' });
    await request(node.url, 'evm_mine');
    await confirmed(one.id);
    await confirmed(two.id);
  });
});

describe('when the chain goes back', () => {
  test('a rollback: the tracker asks for its old head, and follows again once the chain has passed it', async () => {
    const { id } = await wallet.send({ to, value: '0x1' });
    await confirmed(id);
    for (let i = 0; i < 3; i++) await request(node.url, 'evm_mine');
    const head = await wallet.latestBlock();
    await request(node.url, 'anvil_rollback', 2);
    await Bun.sleep(500);
    for (let i = 0; i < 4; i++) await request(node.url, 'evm_mine');
    await until(() => wallet.announced().includes(head + 2), 'the new head');
    const after = await wallet.send({ to, value: '0x1' });
    await confirmed(after.id);
  });

  test('a restart of an ephemeral chain: once the chain has passed the old head, the wallet works again', async () => {
    const port = await freePort();
    const first = await launchDev([], port);
    const other = await open({ url: first.url, key: devKey(2) });
    const sent = await other.send({ to, value: '0x1' });
    await confirmed(sent.id, other);
    await first.stop();
    const second = await launchDev([], port);
    try {
      other.clearHistory();
      for (let i = 0; i < 3; i++) await request(second.url, 'evm_mine');
      await until(async () => (await other.latestBlock().catch(() => -1)) === 3, 'the new head', 60_000);
      const again = await other.send({ to, value: '0x1' });
      await confirmed(again.id, other);
      expect(other.transactions().at(-1)?.nonce).toBe(0);
    } finally {
      other.close();
      await second.stop();
    }
  });

  // anvil has no data directory.
  test.skipIf(isOther)('a restart of a persistent chain: nothing needs to be cleared', async () => {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-'));
    const first = await launchDev(['--data-dir', folder], port);
    const other = await open({ url: first.url, key: devKey(3) });
    await confirmed((await other.send({ to, value: '0x1' })).id, other);
    await first.stop();
    const second = await launchDev(['--data-dir', folder], port);
    try {
      await until(async () => (await other.latestBlock().catch(() => -1)) === 1, 'the head', 60_000);
      await confirmed((await other.send({ to, value: '0x1' })).id, other);
      expect(other.transactions().map((each) => each.nonce)).toEqual([0, 1]);
    } finally {
      other.close();
      await second.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
