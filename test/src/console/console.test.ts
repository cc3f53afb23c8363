import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RpcClient } from '../../../src/client/rpcClient.ts';
import { createCompleter } from '../../../src/console/complete.ts';
import { createEvaluator } from '../../../src/console/evaluator.ts';
import { readHistory, writeHistory } from '../../../src/console/history.ts';
import { type RunningNode, runToEnd, sources, startProgram } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const METHODS = ['eth_blockNumber', 'eth_getBalance', 'eth_getBlockByNumber', 'rpc.discover', 'xai_rules'];
const directory = temporaryDirectory();

describe('the evaluator', () => {
  const asked: unknown[] = [];
  const client: RpcClient = {
    url: 'http://node.example',
    call<T>(method: string, ...params: readonly unknown[]) {
      asked.push([method, ...params]);
      return Promise.resolve({ number: '0x5', method } as T);
    },
  };
  const { evaluate } = createEvaluator(client, METHODS);

  test('asks methods by namespace and name, with numbers as quantities', async () => {
    await evaluate('eth.getBlockByNumber(5, false)');
    await evaluate('eth.getBalance("0xaa", 10n ** 20n)');
    await evaluate('rpc.discover()');
    await evaluate('call("eth_chainId")');
    expect(asked).toEqual([
      ['eth_getBlockByNumber', '0x5', false],
      ['eth_getBalance', '0xaa', '0x56bc75e2d63100000'],
      ['rpc.discover'],
      ['eth_chainId'],
    ]);
  });

  test('takes the answer of one method as a parameter of another', async () => {
    asked.length = 0;
    await evaluate('eth.getBalance(eth.blockNumber().number, "latest")');
    expect(asked).toEqual([['eth_blockNumber'], ['eth_getBalance', '0x5', 'latest']]);
  });

  test('waits for promises, goes into answers, keeps variables, takes statements', async () => {
    expect(await evaluate('eth.blockNumber().number')).toBe('0x5');
    expect(await evaluate('(await eth.blockNumber()).number')).toBe('0x5');
    await evaluate('seen = eth.blockNumber().method');
    expect(await evaluate('(await seen).length')).toBe('eth_blockNumber'.length);
    expect(await evaluate('let sum = 0; for (const n of [1, 2, 3]) sum += n; return sum')).toBe(6);
    await expect(evaluate('eth.nope()')).rejects.toThrow('nope');
    await expect(evaluate('1 +')).rejects.toThrow();
    expect(await evaluate('typeof process + typeof require + typeof Bun')).toBe(
      'undefinedundefinedundefined',
    );
  });
});

test('names are completed', () => {
  const complete = createCompleter(METHODS);
  expect(complete('')).toEqual([['eth.', 'rpc.', 'xai.'], '']);
  expect(complete('x = e')).toEqual([['eth.'], 'e']);
  expect(complete('eth.getB')).toEqual([['eth.getBalance(', 'eth.getBlockByNumber('], 'eth.getB']);
  expect(complete('await eth.blockN')).toEqual([['eth.blockNumber('], 'eth.blockN']);
  expect(complete('nothing.')).toEqual([[], 'nothing.']);
});

test('the history is for its owner alone and holds no secrets', () => {
  const file = join(directory, 'state', 'history');
  expect(readHistory(file)).toEqual([]);
  writeHistory(file, ['eth.blockNumber()', 'sign("0x01", privateKey)', 'eth.chainId()']);
  expect(readHistory(file)).toEqual(['eth.blockNumber()', 'eth.chainId()']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

describe('xai attach', () => {
  let node: RunningNode;
  beforeAll(async () => {
    node = await startProgram(['dev']);
  });
  afterAll(() => node.end('SIGTERM'));

  test('evaluates one text', async () => {
    const run = (text: string) => runToEnd(['attach', node.url, '--exec', text]);
    expect(await run('eth.blockNumber()')).toMatchObject({ status: 0, out: '0x0\n' });
    expect(JSON.parse((await run('eth.getBlockByNumber(0, false)')).out)).toMatchObject({ number: '0x0' });
    expect(await run('eth.getBalance("nonsense")')).toMatchObject({
      status: 1,
      error: expect.stringContaining('eth_getBalance'),
    });
    expect((await runToEnd(['attach', 'nonsense'])).status).toBe(2);
  }, 30_000);

  test('reads lines from a pipe', async () => {
    const { command, environment } = sources();
    const piped = Bun.spawnSync([...command, 'attach', '--rpc-url', node.url], {
      env: environment,
      stdin: new TextEncoder().encode('help\neth.chainId()\nx = 20\nx + 1n\nx + 1\nexit\nnever\n'),
    });
    expect(piped.stdout.toString()).toContain('Namespaces here: eth, net');
    expect(piped.stdout.toString()).toEndWith("\n'0x7a69'\n20\n21\n");
    expect(piped.exitCode).toBe(1);
  }, 30_000);
});
