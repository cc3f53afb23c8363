import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { transaction } from '../../chain/support/chain.ts';
import { adding, END, hookGenesis, START, telling, VALIDATE } from '../../modules/protocol/support.ts';
import { type DevNode, openDevNode } from '../../rpc/support/devNode.ts';
import { run, succeed, toolPath } from '../foundry/tools.ts';
import { install } from '../install.ts';
import { freePort, request, until } from '../launch.ts';
import { root } from '../root.ts';
import type { Fact } from './facts.ts';

setDefaultTimeout(120_000);

/** Clients read a block that ends with the transaction which it made itself, for the logs of its hooks. */
let node: DevNode;
let number = 0;
let hashes: string[] = [];
const SYSTEM = '0xfffffffffffffffffffffffffffffffffffffffe';
const cast = (...args: string[]) => succeed('cast', [...args, '--rpc-url', node.url]);

beforeAll(async () => {
  node = await openDevNode({ genesis: hookGenesis() });
  const send = ({ raw }: { raw: Uint8Array }) => node.call('eth_sendRawTransaction', toHex(raw));
  await send(adding(0, VALIDATE | START | END));
  for (const hook of [0, 1, 2]) await send(telling(hook + 1, hook, 1));
  await node.call('evm_setAutomine', false);
  for (const from of [1, 2]) await send(transaction(from, 0));
  await node.call('evm_mine');
  const block = await node.call('eth_getBlockByNumber', 'latest', false);
  number = Number(block.number);
  hashes = block.transactions;
});

afterAll(() => node.close());

test('cast: block --full, tx, receipt, logs', async () => {
  const block = JSON.parse(await cast('block', String(number), '--full', '--json')) as {
    transactions: { hash: string; from: string }[];
  };
  expect(block.transactions.map(({ hash }) => hash)).toEqual(hashes);
  const own = hashes.at(-1) ?? '';
  expect(JSON.parse(await cast('tx', own, '--json'))).toMatchObject({ from: SYSTEM, hash: own });
  const receipt = JSON.parse(await cast('receipt', own, '--json')) as { logs: object[]; from: string };
  expect([receipt.from, receipt.logs.length]).toEqual([SYSTEM, 4]);
  expect(await node.call('xai_getTransaction', own)).toMatchObject({
    tx_type: 'system',
    origin: 'system',
    nonce: String(number),
    public_key: null,
    signature: null,
  });
  expect((await node.call('xai_getReceipt', own)).logs).toHaveLength(4);
});

test('cast run: the transactions before it', async () => {
  for (const hash of hashes.slice(0, -1)) {
    const { out } = await run('cast', ['run', hash, '--evm-version', 'osaka', '--rpc-url', node.url]);
    expect(out).toContain('Transaction successfully executed');
  }
});

test.each(['ethers5', 'web3js'] as const)('%s', async (name) => {
  const project = await install(join(root, 'test/e2e/older/project'));
  // Named at run time: its packages exist only now.
  const readers = (await import(join(project, 'blocks.ts'))) as Record<
    'ethers5' | 'web3js',
    (url: string, number: number) => Promise<Fact[]>
  >;
  const facts = await readers[name](node.url, number);
  expect(facts.map(({ hash }) => hash)).toEqual(hashes);
  expect(facts.at(-1)).toMatchObject({ from: SYSTEM, index: 2, type: 0, status: 1, logs: 4 });
});

test('anvil forking the chain', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const fork = Bun.spawn(
    [toolPath('anvil'), '--fork-url', node.url, '--port', String(port), '--no-storage-caching'],
    { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' },
  );
  try {
    await until(
      () =>
        request(url, 'eth_chainId').then(
          () => true,
          () => false,
        ),
      'anvil',
      30_000,
    );
    const shown = await request<{ transactions: { hash: string; from: string }[] }>(
      url,
      'eth_getBlockByNumber',
      `0x${number.toString(16)}`,
      true,
    );
    expect(shown.transactions.map(({ hash }) => hash)).toEqual(hashes);
    expect(shown.transactions.at(-1)?.from).toBe(SYSTEM);
  } finally {
    fork.kill();
    await fork.exited;
  }
});
