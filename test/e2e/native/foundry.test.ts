import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { NATIVE_SENDER } from '../../support/nativeTraffic.ts';
import { run, succeed, toolPath } from '../foundry/tools.ts';
import { freePort, launchDev, type RunningNode, request, until } from '../launch.ts';
import { type FullBlock, makeFullBlock } from './facts.ts';

setDefaultTimeout(240_000);

/** cast, anvil and forge on a block in which native transactions stand between Ethereum ones. */
let node: RunningNode;
let full: FullBlock;
const cast = (...args: string[]) => succeed('cast', [...args, '--rpc-url', node.url]);

beforeAll(async () => {
  node = await launchDev();
  full = await makeFullBlock(node);
});

afterAll(async () => {
  await node?.stop();
});

describe('cast', () => {
  test('block --full', async () => {
    const block = JSON.parse(await cast('block', String(full.number), '--full', '--json')) as {
      transactions: { hash: string; from: string; type: string; nonce: string }[];
    };
    const found = block.transactions.map(({ hash, from, type, nonce }, index) => ({
      hash,
      from,
      index,
      type: Number(type),
      nonce: Number(nonce),
    }));
    expect(found).toEqual(
      full.facts.map(({ hash, from, index, type, nonce }) => ({ hash, from, index, type, nonce })),
    );
    expect(await cast('block', String(full.number), '--full')).toContain('transactions');
  });

  test('tx and receipt', async () => {
    for (const { hash, from, type, status, index, nonce } of full.facts) {
      const tx = JSON.parse(await cast('tx', hash, '--json')) as Record<string, string>;
      expect(tx).toMatchObject({ hash, from });
      expect([Number(tx.type), Number(tx.nonce), Number(tx.transactionIndex)]).toEqual([type, nonce, index]);
      const receipt = JSON.parse(await cast('receipt', hash, '--json')) as Record<string, string>;
      expect(receipt).toMatchObject({ transactionHash: hash, from });
      expect([Number(receipt.type), Number(receipt.status), Number(receipt.transactionIndex)]).toEqual([
        type,
        status,
        index,
      ]);
    }
  });

  test('run: the replay costs what the receipt says', async () => {
    for (const { hash, status } of full.facts) {
      const receipt = await request<{ gasUsed: string }>(node.url, 'eth_getTransactionReceipt', hash);
      const { out, error } = await run('cast', [
        'run',
        hash,
        '--evm-version',
        'osaka',
        '--rpc-url',
        node.url,
      ]);
      expect(`${out}\n${error}`).toContain(`Gas used: ${BigInt(receipt.gasUsed)}`);
      expect(out.includes('successfully executed')).toBe(status === 1);
    }
  });

  test('logs', async () => {
    const logs = JSON.parse(
      await cast('logs', '--from-block', String(full.number), '--to-block', String(full.number), '--json'),
    ) as { transactionHash: string }[];
    const expected = full.facts.flatMap(({ hash, logs: count }) => Array<string>(count).fill(hash));
    expect(logs.map(({ transactionHash }) => transactionHash)).toEqual(expected);
  });
});

describe('anvil forking the chain', () => {
  let fork: Bun.Subprocess;
  let url = '';

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    fork = Bun.spawn(
      [toolPath('anvil'), '--fork-url', node.url, '--port', String(port), '--no-storage-caching'],
      {
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'ignore',
      },
    );
    await until(
      () =>
        request(url, 'eth_chainId').then(
          () => true,
          () => false,
        ),
      'anvil',
      30_000,
    );
  });

  afterAll(async () => {
    fork?.kill();
    await fork?.exited;
  });

  test('shows the same block, transactions and receipts', async () => {
    const tag = `0x${full.number.toString(16)}`;
    const shown = await request<{
      hash: string;
      transactions: { hash: string; from: string; type: string }[];
    }>(url, 'eth_getBlockByNumber', tag, true);
    expect(shown.hash).toBe(full.hash);
    expect(shown.transactions.map(({ hash, from, type }) => ({ hash, from, type: Number(type) }))).toEqual(
      full.facts.map(({ hash, from, type }) => ({ hash, from, type })),
    );
    for (const { hash, from, status } of full.facts) {
      expect(await request(url, 'eth_getTransactionByHash', hash)).toMatchObject({ hash, from });
      const receipt = await request<{ from: string; status: string }>(url, 'eth_getTransactionReceipt', hash);
      expect([receipt.from, Number(receipt.status)]).toEqual([from, status]);
    }
  });

  test('goes on from the state that they left', async () => {
    expect(await request<string>(url, 'eth_getTransactionCount', toHex(NATIVE_SENDER), 'latest')).toBe('0xa');
    const [rich] = await request<string[]>(url, 'eth_accounts');
    const hash = await request(url, 'eth_sendTransaction', { from: rich, to: toHex(full.logger) });
    await until(async () => (await request(url, 'eth_getTransactionReceipt', hash)) !== null, 'the receipt');
    const { logs } = await request<{ logs: unknown[] }>(url, 'eth_getTransactionReceipt', hash);
    expect(logs).toHaveLength(1);
  });
});

test('forge test --fork-url, and rolling to a native transaction', async () => {
  const out = await succeed(
    'forge',
    ['test', '--fork-url', node.url, '--match-contract', 'NativeForkTest', '--no-storage-caching', '-vv'],
    {
      NATIVE_SENDER: toHex(NATIVE_SENDER),
      LOGGER: toHex(full.logger),
      HEAD: String(full.number),
      ROLL_TO: BigInt(full.facts[5]?.hash ?? 0).toString(),
    },
  );
  expect(out.split('\n').filter((line) => /^\[FAIL|^Suite result/.test(line))).toEqual([
    expect.stringContaining('3 passed; 0 failed'),
  ]);
});
