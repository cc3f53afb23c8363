import { describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALICE, BOB, runToEnd, startProgram, transfer } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);

const ephemeral = () => readdirSync(tmpdir()).filter((name) => name.startsWith('xai-dev-'));

describe('xai dev', () => {
  test('mines at once, and keeps nothing', async () => {
    const node = await startProgram(['dev']);
    const mine = ephemeral().filter((name) => name.includes(`-${node.process.pid}-`));
    expect(mine).toHaveLength(1);
    expect(await node.call<string>('eth_chainId')).toBe('0x7a69');
    expect(await node.call<string[]>('eth_accounts')).toHaveLength(10);
    const hash = await node.call<string>('eth_sendRawTransaction', transfer(31337n, 0n));
    const receipt = await node.call<{ status: string }>('eth_getTransactionReceipt', hash);
    expect(receipt.status).toBe('0x1');
    expect(await node.end('SIGINT')).toBe(0);
    expect(ephemeral().filter((name) => name.includes(`-${node.process.pid}-`))).toEqual([]);
  }, 60_000);

  test('removes what a killed one left behind', async () => {
    const killed = await startProgram(['dev']);
    await killed.end('SIGKILL');
    const left = () => ephemeral().filter((name) => name.includes(`-${killed.process.pid}-`));
    expect(left()).toHaveLength(1);
    const next = await startProgram(['dev']);
    expect(left()).toEqual([]);
    await next.end('SIGTERM');
  }, 60_000);

  test('keeps the chain with --data-dir, over kill -9 as well', async () => {
    const line = ['dev', '--data-dir', path('kept')];
    let node = await startProgram(line);
    const hash = await node.call<string>('eth_sendRawTransaction', transfer(31337n, 0n));
    const genesis = await node.call<{ hash: string }>('eth_getBlockByNumber', '0x0', false);
    await node.end('SIGKILL');
    node = await startProgram(line);
    expect(await node.call<{ hash: string }>('eth_getBlockByNumber', '0x0', false)).toMatchObject({
      hash: genesis.hash,
    });
    expect(await node.call<string>('eth_getTransactionCount', ALICE.address, 'latest')).toBe('0x1');
    expect(await node.call('eth_getTransactionReceipt', hash)).toMatchObject({ blockNumber: '0x1' });
    await node.call('eth_sendRawTransaction', transfer(31337n, 1n));
    expect(await node.call<string>('eth_blockNumber')).toBe('0x2');
    await node.end('SIGTERM');
    const other = await runToEnd([...line, '--port', '0', '--chain-id', '1']);
    expect(other.status).not.toBe(0);
    expect(other.error).toContain('31337');
  }, 60_000);

  test('takes the flags of anvil', async () => {
    const line = [
      'dev',
      '--accounts',
      '2',
      '--balance',
      '5',
      '--chain-id',
      '99',
      '--block-base-fee-per-gas',
      '7',
    ];
    const more = [
      '--gas-limit',
      '12000000',
      '--hardfork',
      'shanghai',
      '--timestamp',
      '1700000000',
      '--no-mining',
    ];
    const node = await startProgram([...line, ...more, '--config-out', path('out.json')]);
    expect(await node.call<string>('eth_chainId')).toBe('0x63');
    expect(await node.call<string[]>('eth_accounts')).toEqual([ALICE.address, BOB.address]);
    expect(await node.call<string>('eth_getBalance', ALICE.address, 'latest')).toBe('0x4563918244f40000');
    expect(await node.call('eth_getBlockByNumber', 'latest', false)).toMatchObject({
      number: '0x0',
      timestamp: '0x6553f100',
      gasLimit: '0xb71b00',
      baseFeePerGas: '0x7',
    });
    const block = await node.call<object>('eth_getBlockByNumber', 'latest', false);
    expect(block).not.toHaveProperty('blobGasUsed');
    await node.call('eth_sendRawTransaction', transfer(99n, 0n));
    expect(await node.call<string>('eth_blockNumber')).toBe('0x0');
    await node.call('evm_mine');
    expect(await node.call<string>('eth_blockNumber')).toBe('0x1');
    await node.end('SIGINT');
    expect(JSON.parse(readFileSync(path('out.json'), 'utf8')).private_keys).toHaveLength(2);
  }, 60_000);

  test('makes blocks by the clock with --block-time', async () => {
    const node = await startProgram(['dev', '--block-time', '0.2']);
    await Bun.sleep(1500);
    expect(Number(await node.call<string>('eth_blockNumber'))).toBeGreaterThanOrEqual(3);
    await node.end('SIGINT');
  }, 60_000);

  test('saves and loads the state', async () => {
    mkdirSync(path('states'));
    const node = await startProgram(['dev', '--dump-state', path('states')]);
    await node.call('eth_sendRawTransaction', transfer(31337n, 0n));
    const balance = await node.call<string>('eth_getBalance', BOB.address, 'latest');
    expect(await node.end('SIGINT')).toBe(0);
    const file = path('states/state.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('accounts');
    const elsewhere = path('a/folder/of/its/own.json');
    const next = await startProgram(['dev', '--load-state', file, '--dump-state', elsewhere]);
    expect(await next.call<string>('eth_getBalance', BOB.address, 'latest')).toBe(balance);
    expect(await next.end('SIGINT')).toBe(0);
    expect([existsSync(elsewhere), existsSync(`${elsewhere}.partial`)]).toEqual([true, false]);
    const unwritable = await runToEnd(['dev', '--state', `${file}/below.json`, '--port', '0']);
    expect(unwritable.error).toStartWith(`error: the state cannot be kept in ${file}/below.json: `);
    expect((await runToEnd(['dev', '--load-state', path('none.json'), '--port', '0'])).error).toBe(
      `error: --load-state ${path('none.json')}: there is no such file\n`,
    );
  }, 60_000);

  test('prints a banner with keys, and lines for what happens', async () => {
    const child = Bun.spawn([process.execPath, 'src/main.ts', 'dev', '--port', '0'], { stdout: 'pipe' });
    let text = '';
    const reading = (async () => {
      for await (const chunk of child.stdout) text += new TextDecoder().decode(chunk);
    })();
    while (!text.includes('Listening on')) await Bun.sleep(20);
    const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    for (const part of [
      '(0) 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 (10000.000000000000000000 XAI)',
      '(0) 0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
      'test test test test test test test test test test test junk',
      '31337',
      'Never send real funds',
      `ws://127.0.0.1:${port}`,
    ]) {
      expect(text).toContain(part);
    }
    await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'eth_sendRawTransaction',
        params: [transfer(31337n, 0n)],
      }),
    });
    child.kill('SIGINT');
    await Promise.all([child.exited, reading]);
    expect(text).toContain('eth_sendRawTransaction');
    expect(text).toContain('    Gas used: 21000');
    expect(text).toContain('    Block Number: 1');
  }, 60_000);

  test('says in one line why it cannot start', async () => {
    const node = await startProgram(['dev']);
    const port = new URL(node.url).port;
    const taken = await runToEnd(['dev', '--port', port]);
    expect(taken.status).toBe(1);
    expect(taken.error).toContain(port);
    expect(taken.error.trim().split('\n')).toHaveLength(1);
    await node.end('SIGINT');
    expect((await runToEnd(['dev', '--mixed-mining'])).error).toBe(
      'error: --mixed-mining needs --block-time\n',
    );
  }, 60_000);
});
