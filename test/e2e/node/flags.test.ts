import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeDeployData, encodeFunctionData, pad } from 'viem';
import { devAccount, mnemonic } from '../accounts.ts';
import { artefact } from '../contracts/compile.ts';
import { ask, isOther, launchDev, type RunningNode, request, runProgram, until } from '../launch.ts';

setDefaultTimeout(60_000);

/** The flags that anvil has too: replacing it is replacing one word. */
const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-'));
const running: RunningNode[] = [];

afterEach(async () => {
  for (const node of running.splice(0)) await node.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function dev(...flags: string[]): Promise<RunningNode> {
  const node = await launchDev(flags);
  running.push(node);
  return node;
}

type Block = {
  number: string;
  timestamp: string;
  gasLimit: string;
  baseFeePerGas?: string;
  transactions: string[];
};
const block = (node: RunningNode, tag = 'latest') =>
  request<Block>(node.url, 'eth_getBlockByNumber', tag, false);
const from = devAccount(0).address;
const to = devAccount(1).address;
const send = (node: RunningNode, fields: object = {}) =>
  request<string>(node.url, 'eth_sendTransaction', { from, to, value: '0x1', ...fields });
const mined = async (node: RunningNode, hash: string) =>
  (await request<unknown>(node.url, 'eth_getTransactionReceipt', hash)) !== null;

describe('accounts', () => {
  test('--accounts --balance --mnemonic --derivation-path', async () => {
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    const node = await dev('--accounts', '3', '--balance', '5', '--mnemonic', words);
    const accounts = await request<string[]>(node.url, 'eth_accounts');
    expect(accounts).toHaveLength(3);
    expect(accounts[0]?.toLowerCase()).not.toBe(from.toLowerCase());
    expect(await request<string>(node.url, 'eth_getBalance', accounts[2], 'latest')).toBe(
      '0x4563918244f40000',
    );
    expect(node.output()).toContain(words);
    const path = await dev('--mnemonic', mnemonic, '--derivation-path', "m/44'/60'/0'/1/");
    expect((await request<string[]>(path.url, 'eth_accounts'))[0]?.toLowerCase()).not.toBe(
      from.toLowerCase(),
    );
  });

  test('--auto-impersonate', async () => {
    const node = await dev('--auto-impersonate');
    const stranger = '0x00000000000000000000000000000000000000ab';
    await request(node.url, 'anvil_setBalance', stranger, '0xde0b6b3a7640000');
    const hash = await send(node, { from: stranger });
    await until(() => mined(node, hash), 'the receipt');
  });
});

describe('the chain', () => {
  test('--chain-id --gas-limit --base-fee --timestamp', async () => {
    const node = await dev(
      '--chain-id',
      '4242',
      '--gas-limit',
      '12345678',
      '--base-fee',
      '7',
      '--timestamp',
      '1700000000',
    );
    expect(await request<string>(node.url, 'eth_chainId')).toBe('0x1092');
    expect(await request<string>(node.url, 'net_version')).toBe('4242');
    const first = await block(node);
    expect(Number(first.gasLimit)).toBe(12_345_678);
    expect(Number(first.baseFeePerGas)).toBe(7);
    await request(node.url, 'evm_mine');
    expect(Number((await block(node)).timestamp)).toBeLessThan(1_700_000_100);
    expect(Number((await block(node)).timestamp)).toBeGreaterThanOrEqual(1_700_000_000);
  });

  test('--hardfork takes the rules of that fork', async () => {
    const istanbul = await dev('--hardfork', 'istanbul');
    expect((await block(istanbul)).baseFeePerGas).toBeUndefined();
    const shanghai = await dev('--hardfork', 'shanghai');
    expect((await block(shanghai)).baseFeePerGas).toBeDefined();
    expect((await block(shanghai)) as object).not.toHaveProperty('excessBlobGas');
    const blob = { from, to, blobVersionedHashes: [pad('0x01', { dir: 'right' })], maxFeePerBlobGas: '0x1' };
    expect((await ask(shanghai.url, 'eth_sendTransaction', blob)).error).toBeDefined();
  });

  test('--code-size-limit', async () => {
    const { abi, bytecode } = artefact('Probe');
    const data = encodeDeployData({ abi, bytecode, args: [0n] });
    const node = await dev('--code-size-limit', '3000');
    const hash = await request<string>(node.url, 'eth_sendTransaction', { from, data, gas: '0x200000' });
    await until(() => mined(node, hash), 'the receipt');
    expect(await request<{ status: string }>(node.url, 'eth_getTransactionReceipt', hash)).toMatchObject({
      status: '0x0',
    });
  });

  test('--dump-state writes at the end what --load-state reads, --state does both', async () => {
    const file = join(folder, 'state.json');
    const first = await dev('--dump-state', file);
    await until(async () => mined(first, await send(first, { value: '0x64' })), 'the receipt');
    await running.pop()?.stop();
    expect(existsSync(file)).toBe(true);
    const balance = `0x${(10_000n * 10n ** 18n + 100n).toString(16)}`;
    const loaded = await dev('--load-state', file);
    expect(await request<string>(loaded.url, 'eth_getBalance', to, 'latest')).toBe(balance);
    expect(await request<string>(loaded.url, 'eth_getTransactionCount', from, 'latest')).toBe('0x1');
    const both = join(folder, 'both.json');
    const second = await dev('--state', both);
    await until(async () => mined(second, await send(second, { value: '0x64' })), 'the receipt');
    await running.pop()?.stop();
    const third = await dev('--state', both);
    expect(await request<string>(third.url, 'eth_getBalance', to, 'latest')).toBe(balance);
  });
});

describe('making blocks', () => {
  test('--no-mining: only when asked', async () => {
    const node = await dev('--no-mining');
    const hash = await send(node);
    await Bun.sleep(200);
    expect(await mined(node, hash)).toBe(false);
    await request(node.url, 'evm_mine');
    expect(await mined(node, hash)).toBe(true);
  });

  test('--block-time: every so often, and only then', async () => {
    const node = await dev('--block-time', '1');
    const hash = await send(node);
    expect(await mined(node, hash)).toBe(false);
    await until(() => mined(node, hash), 'the receipt');
    const { number } = await block(node);
    await until(async () => (await block(node)).number !== number, 'an empty block');
  });

  test('--mixed-mining: at once, and every so often', async () => {
    const node = await dev('--block-time', '1', '--mixed-mining');
    const started = Date.now();
    const hash = await send(node);
    await until(() => mined(node, hash), 'the receipt');
    expect(Date.now() - started).toBeLessThan(900);
    const { number } = await block(node);
    await until(async () => (await block(node)).number !== number, 'an empty block');
  });

  test.skipIf(isOther)('--throw-on-failure: why a transaction failed is the answer', async () => {
    const node = await dev('--throw-on-failure');
    const failing = '0x00000000000000000000000000000000000000ab';
    await request(node.url, 'anvil_setCode', failing, '0x60006000fd');
    const { error } = await ask(node.url, 'eth_sendTransaction', { from, to: failing, gas: '0x20000' });
    expect(error).toEqual({ code: 3, message: 'execution reverted', data: '0x' });
    expect(Number((await block(node)).number)).toBe(1);
  });

  test('--order: by fee, or first come first served', async () => {
    for (const [order, expected] of [
      ['fees', [1, 0]],
      ['fifo', [0, 1]],
    ] as const) {
      const node = await dev('--order', order, '--no-mining');
      const fee = (gwei: number) => `0x${(gwei * 1e9).toString(16)}`;
      const hashes = [
        await send(node, { maxFeePerGas: fee(20), maxPriorityFeePerGas: fee(1) }),
        await send(node, {
          from: devAccount(2).address,
          maxFeePerGas: fee(20),
          maxPriorityFeePerGas: fee(9),
        }),
      ];
      await request(node.url, 'evm_mine');
      expect((await block(node)).transactions).toEqual(expected.map((index) => hashes[index] as string));
    }
  });
});

describe('what it prints', () => {
  test('accounts, keys and the address it listens at', async () => {
    const node = await dev();
    await until(() => node.output().includes(String(node.port)), 'the banner');
    for (const text of [
      from,
      '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
      '31337',
    ]) {
      expect(node.output()).toContain(text);
    }
  });

  test('--silent: nothing', async () => {
    const node = await dev('--silent');
    await send(node);
    expect(node.output()).toBe('');
  });

  test('console.log of contracts, and why a transaction failed', async () => {
    const node = await dev();
    const { abi, bytecode } = artefact('Probe');
    const made = await request<string>(node.url, 'eth_sendTransaction', {
      from,
      gas: '0x300000',
      data: encodeDeployData({ abi, bytecode, args: [0n] }),
    });
    await until(() => mined(node, made), 'the deployment');
    const { contractAddress: probe } = await request<{ contractAddress: string }>(
      node.url,
      'eth_getTransactionReceipt',
      made,
    );
    const log = encodeFunctionData({ abi, functionName: 'log', args: ['logged by Solidity', 42n] });
    await send(node, { to: probe, value: '0x0', data: log });
    await until(() => node.output().includes('logged by Solidity'), 'the console line');
    expect(node.output()).toMatch(/logged by Solidity.*42/);
    const complain = encodeFunctionData({ abi, functionName: 'complain' });
    await send(node, { to: probe, value: '0x0', gas: '0x20000', data: complain });
    await until(() => node.output().includes('a plain reason'), 'the reason');
  });
});

// anvil words these otherwise.
describe.skipIf(isOther)('mistakes', () => {
  test('unknown flags, wrong values and a taken port are told in a line, without a stack', async () => {
    const node = await dev();
    for (const args of [
      ['dev', '--nonsense'],
      ['dev', '--accounts', 'many'],
      ['dev', '--hardfork', 'atlantis'],
      ['dev', '--mnemonic', 'not a phrase'],
      ['nothing'],
      ['start'],
      ['import', join(folder, 'absent.rlp'), '--data-dir', join(folder, 'absent')],
      ['dev', '--port', String(node.port)],
    ]) {
      const { code, output } = await runProgram(args);
      expect(code).not.toBe(0);
      expect(output).not.toMatch(/^\s+at /m);
      expect(output.length).toBeGreaterThan(10);
    }
  });

  test('help and version', async () => {
    const help = await runProgram(['dev', '--help']);
    expect(help.code).toBe(0);
    for (const flag of ['--port', '--host', '--accounts', '--block-time', '--data-dir'])
      expect(help.output).toContain(flag);
    expect((await runProgram(['version'])).output).toMatch(/\d+\.\d+\.\d+/);
  });
});
