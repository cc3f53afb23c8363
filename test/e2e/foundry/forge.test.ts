import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { devAccount, devKey } from '../accounts.ts';
import { launchDev, type RunningNode, request } from '../launch.ts';
import { root } from '../root.ts';
import { succeed } from './tools.ts';

setDefaultTimeout(240_000);

/** `forge script --broadcast` deploys OpenZeppelin contracts; `forge test --fork-url` reads them there. */
let node: RunningNode;

interface Broadcast {
  readonly receipts: readonly {
    readonly status: string;
    readonly blockNumber: string;
    readonly transactionHash: string;
  }[];
  readonly returns: Record<string, { readonly value: string }>;
}

let broadcast: Broadcast;

const deploy = async (...flags: string[]): Promise<Broadcast> => {
  await succeed(
    'forge',
    ['script', 'script/Deploy.s.sol:Deploy', '--rpc-url', node.url, '--broadcast', ...flags],
    {
      DEPLOYER_KEY: BigInt(devKey(0)).toString(),
    },
  );
  const file = join(root, 'node_modules/.cache/xai-e2e/forge/broadcast/Deploy.s.sol/31337/run-latest.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Broadcast;
};

beforeAll(async () => {
  node = await launchDev();
  await succeed('forge', ['build']);
  broadcast = await deploy('--slow');
});

afterAll(async () => {
  await node?.stop();
});

describe('forge script --broadcast', () => {
  test('every transaction succeeded, in its own block', async () => {
    expect(broadcast.receipts).toHaveLength(13);
    expect(broadcast.receipts.every((receipt) => receipt.status === '0x1')).toBe(true);
    expect(broadcast.receipts.map((receipt) => Number(receipt.blockNumber))).toEqual(
      Array.from({ length: 13 }, (_, i) => i + 1),
    );
    expect(await request<string>(node.url, 'eth_getTransactionCount', devAccount(0).address, 'latest')).toBe(
      '0xd',
    );
  });

  test('CREATE2 went through the deployer that every chain has', async () => {
    const last = broadcast.receipts.at(-1);
    const transaction = await request<{ to: string }>(
      node.url,
      'eth_getTransactionByHash',
      last?.transactionHash,
    );
    expect(transaction.to).toBe('0x4e59b44847b379578588920ca78fbf26c0b4956c');
  });
});

test('forge test --fork-url reads what was deployed', async () => {
  const value = (name: string) => broadcast.returns[name]?.value ?? '';
  const out = await succeed(
    'forge',
    [
      'test',
      '--fork-url',
      node.url,
      '--match-contract',
      '^ForkTest$',
      '--no-storage-caching',
      '--fuzz-runs',
      '16',
      '-vv',
    ],
    {
      TOKEN: value('token'),
      VAULT: value('vault'),
      COLLECTION: value('collection'),
      DEPLOYER: devAccount(0).address,
      HEAD: String(broadcast.receipts.length),
      BEFORE_UPGRADE: String(Number(broadcast.receipts[8]?.blockNumber) - 1),
      WITHDRAWAL: BigInt(broadcast.receipts[9]?.transactionHash ?? 0).toString(),
    },
  );
  expect(out.split('\n').filter((line) => /^\[FAIL|^Suite result/.test(line))).toEqual([
    expect.stringContaining('8 passed; 0 failed'),
  ]);
});

test('the same script again, all transactions at once, from the nonce it left', async () => {
  // The CREATE2 address is taken, so everything is put back first.
  await request(node.url, 'anvil_reset');
  const again = await deploy();
  expect(again.receipts.every((receipt) => receipt.status === '0x1')).toBe(true);
});

test('a script that only simulates sends nothing', async () => {
  await request(node.url, 'anvil_reset');
  await succeed('forge', ['script', 'script/Deploy.s.sol:Deploy', '--rpc-url', node.url], {
    DEPLOYER_KEY: BigInt(devKey(0)).toString(),
  });
  expect(await request<string>(node.url, 'eth_blockNumber')).toBe('0x0');
});
