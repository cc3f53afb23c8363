import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { JsonRpcProvider } from 'ethers';
import { createPublicClient, http, webSocket } from 'viem';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { signWanted } from '../../support/nativeTraffic.ts';
import { pythonWithPackages } from '../../support/python/python.ts';
import { install } from '../install.ts';
import { launchDev, type RunningNode, request, until } from '../launch.ts';
import { root } from '../root.ts';
import { type Fact, type FullBlock, makeFullBlock, NEXT_NONCE } from './facts.ts';

setDefaultTimeout(120_000);

const python = await pythonWithPackages();

/** Client libraries read a block in which native transactions stand between Ethereum ones. */
let node: RunningNode;
let full: FullBlock;

beforeAll(async () => {
  node = await launchDev();
  full = await makeFullBlock(node);
});

afterAll(async () => {
  await node?.stop();
});

const lower = (address: string | null | undefined) => address?.toLowerCase() ?? null;
const TYPES = ['legacy', 'eip2930', 'eip1559'];

test('the block has native transactions between Ethereum ones', () => {
  expect(full.facts.map(({ type }) => type)).toEqual([2, ...Array(9).fill(0), ...Array(9).fill(2), 2]);
});

test('viem', async () => {
  const client = createPublicClient({ transport: http(node.url) });
  const block = await client.getBlock({ blockNumber: BigInt(full.number), includeTransactions: true });
  const facts: Fact[] = [];
  for (const tx of block.transactions) {
    const place = { blockHash: block.hash, index: tx.transactionIndex };
    expect(await client.getTransaction({ hash: tx.hash })).toEqual(tx);
    expect(await client.getTransaction(place)).toEqual(tx);
    const receipt = await client.getTransactionReceipt({ hash: tx.hash });
    expect([receipt.from, receipt.to, receipt.type]).toEqual([tx.from, tx.to, tx.type]);
    facts.push({
      hash: tx.hash,
      from: tx.from,
      to: tx.to,
      nonce: tx.nonce,
      index: tx.transactionIndex,
      type: TYPES.indexOf(tx.type),
      status: receipt.status === 'success' ? 1 : 0,
      logs: receipt.logs.length,
    });
  }
  expect(facts).toEqual([...full.facts]);
  const logs = await client.getLogs({ blockHash: block.hash });
  expect(logs).toHaveLength(full.facts.reduce((sum, fact) => sum + fact.logs, 0));
});

test('viem hears of native transactions over a WebSocket: pending, in the block, by their logs', async () => {
  const client = createPublicClient({ transport: webSocket(node.webSocketUrl) });
  const blocks: { hash: string; type: string }[] = [];
  const pending: string[] = [];
  const logs: string[] = [];
  const stops = [
    client.watchBlocks({
      includeTransactions: true,
      onBlock: ({ transactions }) => blocks.push(...transactions.map(({ hash, type }) => ({ hash, type }))),
    }),
    client.watchPendingTransactions({ onTransactions: (hashes) => pending.push(...hashes) }),
    client.watchEvent({
      address: toHex(full.logger),
      onLogs: (found) => logs.push(...found.map(({ transactionHash }) => transactionHash)),
    }),
  ];
  await Bun.sleep(300);
  const sent = signWanted({ kind: 'contract_call', to: full.logger }, NEXT_NONCE);
  const hash = await request<string>(node.url, 'eth_sendRawTransaction', toHex(sent.raw));
  await until(() => blocks.length > 0 && logs.length > 0 && pending.length > 0, 'all three announcements');
  for (const stop of stops) stop();
  expect({ blocks, logs, pending }).toEqual({
    blocks: [{ hash, type: 'legacy' }],
    logs: [hash],
    pending: [hash],
  });
  (await client.transport.getRpcClient()).close();
});

test('ethers 6', async () => {
  const provider = new JsonRpcProvider(node.url, undefined, { cacheTimeout: -1 });
  const block = await provider.getBlock(full.number, true);
  const facts: Fact[] = [];
  for (const tx of block?.prefetchedTransactions ?? []) {
    expect((await provider.getTransaction(tx.hash))?.toJSON()).toEqual(tx.toJSON());
    const receipt = await provider.getTransactionReceipt(tx.hash);
    expect([receipt?.from, receipt?.to, receipt?.type]).toEqual([tx.from, tx.to, tx.type]);
    facts.push({
      hash: tx.hash,
      from: lower(tx.from) ?? '',
      to: lower(tx.to),
      nonce: tx.nonce,
      index: tx.index,
      type: tx.type,
      status: receipt?.status ?? -1,
      logs: receipt?.logs.length ?? -1,
    });
  }
  expect(facts).toEqual([...full.facts]);
  provider.destroy();
});

test.each(['ethers5', 'web3js'] as const)('%s', async (name) => {
  const project = await install(join(root, 'test/e2e/older/project'));
  // Named at run time: its packages exist only now.
  const readers = (await import(join(project, 'blocks.ts'))) as Record<
    'ethers5' | 'web3js',
    (url: string, number: number) => Promise<Fact[]>
  >;
  expect(await readers[name](node.url, full.number)).toEqual([...full.facts]);
});

test.skipIf(python === undefined)('web3.py', async () => {
  const script = join(import.meta.dir, 'python/blocks.py');
  const child = Bun.spawn([python ?? '', script, node.url, String(full.number)], {
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect({ status: await child.exited, error }).toEqual({ status: 0, error: '' });
  expect(JSON.parse(out)).toEqual([...full.facts]);
});
