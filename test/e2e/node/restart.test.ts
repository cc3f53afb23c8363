import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRAGUE_FROM_GENESIS } from '../../support/forkConfig.ts';
import { devAccount, devKey } from '../accounts.ts';
import { succeed } from '../foundry/tools.ts';
import {
  ask,
  isOther,
  launchDev,
  launchProgram,
  type RunningNode,
  request,
  runProgram,
  until,
} from '../launch.ts';

setDefaultTimeout(120_000);

/** Chains that outlive their process: with the same blocks, nonces and contracts, and copied through files. */
const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-'));
const running: RunningNode[] = [];

afterEach(async () => {
  for (const node of running.splice(0)) await node.kill();
});

const keep = async (starting: Promise<RunningNode>) => {
  const node = await starting;
  running.push(node);
  return node;
};
const send = (node: RunningNode, ...args: string[]) =>
  succeed('cast', ['send', '--json', '--rpc-url', node.url, '--private-key', devKey(0), ...args]).then(
    (out) => JSON.parse(out) as { status: string; blockNumber: string; transactionHash: string },
  );
const nonce = (node: RunningNode) =>
  request<string>(node.url, 'eth_getTransactionCount', devAccount(0).address, 'latest').then(Number);
/** The flags of a built-in chain with one holder. */
const builtIn = (network: string): string[] => {
  const holders = join(folder, 'holders.json');
  writeFileSync(
    holders,
    JSON.stringify({ holders: { [devAccount(0).address]: { stake: `1${'0'.repeat(23)}` } } }),
  );
  return ['--network', network, '--holders', holders];
};
const genesis = {
  config: {
    chainId: 777,
    ...PRAGUE_FROM_GENESIS,
  },
  nonce: '0x0',
  timestamp: '0x0',
  extraData: '0x',
  gasLimit: '0x1c9c380',
  difficulty: '0x0',
  mixHash: `0x${'00'.repeat(32)}`,
  coinbase: `0x${'00'.repeat(20)}`,
  baseFeePerGas: '0x3b9aca00',
  alloc: { [devAccount(0).address]: { balance: '0xd3c21bcecceda1000000' } },
};

// The other nodes have neither a data directory nor these commands.
describe.skipIf(isOther)('a dev chain with --data-dir', () => {
  test('carries on with the same nonces, blocks, contracts and settings', async () => {
    const data = join(folder, 'dev');
    const first = await keep(launchDev(['--data-dir', data]));
    await succeed('forge', ['build']);
    const { deployedTo } = JSON.parse(
      await succeed('forge', [
        'create',
        'Probe',
        '--json',
        '--broadcast',
        '--rpc-url',
        first.url,
        '--private-key',
        devKey(0),
        '--constructor-args',
        '3',
      ]),
    ) as { deployedTo: string };
    const receipt = await send(first, deployedTo, 'note(uint256,string)', '4', 'before');
    await request(first.url, 'anvil_setBalance', '0x00000000000000000000000000000000000000aa', '0x64');
    const head = await request<{ hash: string }>(first.url, 'eth_getBlockByNumber', 'latest', false);
    expect(await first.stop()).toBe(0);

    const second = await keep(launchDev(['--data-dir', data]));
    expect(await request<{ hash: string }>(second.url, 'eth_getBlockByNumber', 'latest', false)).toEqual(
      head,
    );
    expect(await nonce(second)).toBe(2);
    expect(
      await request<unknown>(second.url, 'eth_getTransactionReceipt', receipt.transactionHash),
    ).not.toBeNull();
    expect(await succeed('cast', ['call', deployedTo, 'count()(uint256)', '--rpc-url', second.url])).toBe(
      '7',
    );
    expect(
      await request<string>(
        second.url,
        'eth_getBalance',
        '0x00000000000000000000000000000000000000aa',
        'latest',
      ),
    ).toBe('0x64');
    const after = await send(second, deployedTo, 'note(uint256,string)', '5', 'after');
    expect(after.status).toBe('0x1');
    expect(Number(after.blockNumber)).toBe(3);
    const logs = await request<unknown[]>(second.url, 'eth_getLogs', {
      address: deployedTo,
      fromBlock: '0x0',
      toBlock: 'latest',
    });
    expect(logs).toHaveLength(2);
  });

  test('killed without warning, it has every block it announced', async () => {
    const data = join(folder, 'killed');
    const first = await keep(launchDev(['--data-dir', data]));
    for (let i = 0; i < 5; i++) await send(first, devAccount(1).address, '--value', '1');
    await first.kill();
    const second = await keep(launchDev(['--data-dir', data]));
    expect(await request<string>(second.url, 'eth_blockNumber')).toBe('0x5');
    expect(await nonce(second)).toBe(5);
  });
});

describe.skipIf(isOther)('a real chain', () => {
  test('init, start, stop, export, import: the copy has the same head, and goes on', async () => {
    const file = join(folder, 'genesis.json');
    const [data, copy, blocks] = [join(folder, 'real'), join(folder, 'copy'), join(folder, 'blocks.rlp.gz')];
    writeFileSync(file, JSON.stringify(genesis));
    expect(await runProgram(['init', '--genesis', file, '--data-dir', data])).toMatchObject({ code: 0 });
    const first = await keep(
      launchProgram([
        'start',
        '--data-dir',
        data,
        '--block-time',
        '1',
        '--fee-recipient',
        devAccount(4).address,
      ]),
    );
    expect(await request<string>(first.url, 'eth_chainId')).toBe('0x309');
    expect((await ask(first.url, 'evm_mine')).error?.code).toBe(-32601);
    await send(first, devAccount(1).address, '--value', '5');
    await send(first, devAccount(1).address, '--value', '6');
    expect(
      BigInt(await request<string>(first.url, 'eth_getBalance', devAccount(4).address, 'latest')),
    ).toBeGreaterThan(0n);
    expect(await first.stop()).toBe(0);

    expect(await runProgram(['export', blocks, '--data-dir', data])).toMatchObject({ code: 0 });
    expect(await runProgram(['init', '--genesis', file, '--data-dir', copy])).toMatchObject({ code: 0 });
    expect(await runProgram(['import', blocks, '--data-dir', copy])).toMatchObject({ code: 0 });
    const again = await runProgram(['import', blocks, '--data-dir', copy]);
    expect(again.code).toBe(0);

    const original = await keep(launchProgram(['start', '--data-dir', data, '--block-time', '3600']));
    const copied = await keep(launchProgram(['start', '--data-dir', copy, '--block-time', '1']));
    const height = await request<string>(original.url, 'eth_blockNumber');
    const block = (node: RunningNode) => request<unknown>(node.url, 'eth_getBlockByNumber', height, true);
    expect(await block(copied)).toEqual(await block(original));
    expect(await nonce(copied)).toBe(2);
    expect((await send(copied, devAccount(1).address, '--value', '7')).status).toBe('0x1');
  });

  test('of a preset, initialised by start', async () => {
    const node = await keep(
      launchProgram([
        'start',
        '--data-dir',
        join(folder, 'testnet'),
        ...builtIn('xai-testnet'),
        '--block-time',
        '1',
      ]),
    );
    expect(await request<string>(node.url, 'eth_chainId')).toBe('0xabcd');
    expect(await request<string>(node.url, 'net_version')).toBe('43981');
    await until(
      async () => (await request<string>(node.url, 'eth_blockNumber')) >= '0x2',
      'the second block',
    );
    expect(await node.stop()).toBe(0);
  });

  test('a directory of another chain is refused', async () => {
    const data = join(folder, 'taken');
    expect(await runProgram(['init', ...builtIn('xai-testnet'), '--data-dir', data])).toMatchObject({
      code: 0,
    });
    const refused = await runProgram(['start', '--data-dir', data, ...builtIn('xai-mainnet'), '--port', '0']);
    expect(refused.code).not.toBe(0);
    expect(refused.output).not.toContain('    at ');
    rmSync(folder, { recursive: true });
  });
});
