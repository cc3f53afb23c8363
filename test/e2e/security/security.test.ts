import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { ALICE, GENESIS, type RunningNode, runToEnd, startProgram, transfer } from '../../src/program.ts';
import { temporaryDirectory } from '../../src/temporary.ts';

setDefaultTimeout(60_000);

/** What SECURITY.md says of a real chain, asked of the program as it is run. */
const directory = temporaryDirectory();
const dataDir = join(directory, 'chain');
/** JUMPDEST PUSH0 JUMP: never ends by itself. */
const ENDLESS = { to: `0x${'77'.repeat(20)}`, gas: '0xffffffffffff' };
const LOOP = { [ENDLESS.to]: { code: '0x5b5f56' } };
let node: RunningNode;
let engineUrl = '';

beforeAll(async () => {
  const genesis = join(directory, 'genesis.json');
  writeFileSync(genesis, JSON.stringify(GENESIS));
  expect(await runToEnd(['init', '--genesis', genesis, '--data-dir', dataDir])).toMatchObject({ status: 0 });
  node = await startProgram([
    ...['start', '--data-dir', dataDir, '--engine-port', '0', '--allow-origin', 'https://wallet.example'],
    ...['--rpc-call-gas', '1000000000000000', '--rpc-call-timeout', '0.2', '--rpc-trace-range', '1'],
    ...['--rpc-log-range', '10', '--log-level', 'trace'],
  ]);
  engineUrl = /"engine":"([^"]+)"/.exec(node.output())?.[1] ?? '';
});
afterAll(() => node.end('SIGTERM'));

const post = (url: string, method: string, headers: Record<string, string> = {}, params: unknown[] = []) =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });

/** The status of a WebSocket handshake with these headers. */
async function handshake(headers: Record<string, string>): Promise<number> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  return (await fetch(node.url, { headers: { ...upgrade, ...headers } })).status;
}

describe('a web page', () => {
  test('under a rebound name is refused over HTTP and WebSocket', async () => {
    expect((await post(node.url, 'eth_chainId', { host: 'evil.example' })).status).toBe(403);
    expect(await handshake({ host: 'evil.example' })).toBe(403);
    expect((await post(node.url, 'eth_chainId')).status).toBe(200);
  });

  test('of an origin that nobody allowed cannot open a WebSocket or read an answer', async () => {
    expect(await handshake({ origin: 'https://evil.example' })).toBe(403);
    expect(await handshake({ origin: 'https://wallet.example' })).toBe(101);
    const answer = await post(node.url, 'eth_chainId', { origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a real chain', () => {
  test('has no method that edits the chain', async () => {
    for (const method of [
      'anvil_setBalance',
      'hardhat_setCode',
      'evm_mine',
      'evm_increaseTime',
      'anvil_reset',
    ]) {
      expect(await (await post(node.url, method)).json()).toMatchObject({ error: { code: -32601 } });
    }
    const refused = await runToEnd(['start', '--data-dir', dataDir, '--api', 'eth,anvil']);
    expect(refused).toMatchObject({ status: 2, error: expect.stringContaining('anvil') });
  });

  test('holds no key', async () => {
    expect(await node.call<string[]>('eth_accounts')).toEqual([]);
    const transaction = { from: ALICE.address, to: ALICE.address, value: '0x1' };
    await expect(node.call('eth_sendTransaction', transaction)).rejects.toThrow('unknown account');
    await expect(node.call('eth_sign', ALICE.address, '0x00')).rejects.toThrow('unknown account');
  });

  test('does not answer engine methods on the open port', async () => {
    const answer = await post(node.url, 'engine_exchangeCapabilities', {}, [[]]);
    expect(await answer.json()).toMatchObject({ error: { code: -32601 } });
  });

  test('writes its secret to a file of its owner alone, and to no log', async () => {
    const file = join(dataDir, 'jwt.hex');
    const secret = readFileSync(file, 'utf8').trim().replace(/^0x/, '');
    expect(secret).toHaveLength(64);
    expect(statSync(file).mode & 0o077).toBe(0);
    await post(engineUrl, 'eth_chainId', { authorization: `Bearer ${await token(secret)}` });
    expect(node.output()).not.toContain(secret);
    expect(node.output().toLowerCase()).not.toContain('bearer');
  });
});

async function token(secret: string, issuedAt = Math.floor(Date.now() / 1000)): Promise<string> {
  const key = Buffer.from(secret, 'hex');
  return new SignJWT({ iat: issuedAt }).setProtectedHeader({ alg: 'HS256' }).sign(key);
}

test('the engine port takes only fresh tokens of the secret', async () => {
  const secret = readFileSync(join(dataDir, 'jwt.hex'), 'utf8').trim().replace(/^0x/, '');
  const status = async (authorization?: string) =>
    (await post(engineUrl, 'eth_chainId', authorization === undefined ? {} : { authorization })).status;
  expect(await status()).toBe(401);
  expect(await status(`Bearer ${await token('11'.repeat(32))}`)).toBe(401);
  expect(await status(`Bearer ${await token(secret, Math.floor(Date.now() / 1000) - 120)}`)).toBe(401);
  expect(await status(`Bearer ${await token(secret)}`)).toBe(200);
});

describe('a request that would never end', () => {
  test('is ended by its time, and the error names the flag', async () => {
    const started = Date.now();
    await expect(node.call('eth_call', ENDLESS, 'latest', LOOP)).rejects.toThrow('--rpc-call-timeout');
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await node.call<string>('eth_blockNumber')).toBe('0x0');
  });

  test('is ended by its gas', async () => {
    const { url, end } = await startProgram(['dev', '--rpc-call-gas', '100000']);
    const answer = await post(url, 'eth_call', {}, [ENDLESS, 'latest', LOOP]);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('out of gas') } });
    await end('SIGTERM');
  });

  test('over many blocks is refused with limit and flag', async () => {
    const { call, end } = await startProgram(['dev', '--rpc-trace-range', '1', '--rpc-log-range', '10']);
    await call('hardhat_mine', '0x20');
    const range = { fromBlock: '0x1', toBlock: '0x14' };
    await expect(call('eth_getLogs', range)).rejects.toThrow('the limit is 10 (--rpc-log-range)');
    await expect(call('trace_filter', range)).rejects.toThrow('the limit is 1 (--rpc-trace-range)');
    await end('SIGTERM');
  });
});

test('a transaction of another chain does not enter the pool', async () => {
  await expect(node.call('eth_sendRawTransaction', transfer(1n, 0n))).rejects.toThrow();
  expect(await node.call<object>('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
});

test('a full pool tells its limits and their flags', async () => {
  const chain = join(directory, 'small-pool');
  const genesis = join(directory, 'genesis.json');
  await runToEnd(['init', '--genesis', genesis, '--data-dir', chain]);
  const sizes = [...['--pool-slots', '1', '--pool-queue', '3'], ...['--pool-account-slots', '1']];
  sizes.push('--pool-account-queue', '1');
  const small = await startProgram(['start', '--data-dir', chain, '--block-time', '3600', ...sizes]);
  const send = (nonce: bigint) => small.call('eth_sendRawTransaction', transfer(4242n, nonce));
  await send(0n);
  await expect(send(1n)).rejects.toThrow(
    /txpool is full: the limit is 1 executable and 3 waiting .* \(--pool-slots, --pool-queue\)/,
  );
  await send(5n);
  await expect(send(6n)).rejects.toThrow(
    'account limit exceeded: the limit is 1 waiting transactions (--pool-account-slots, --pool-account-queue)',
  );
  await small.end('SIGKILL');
}, 30_000);

test('--auth asks for tokens over the transports that it names', async () => {
  const chain = join(directory, 'guarded');
  const secretFile = join(directory, 'guarded.hex');
  await runToEnd(['init', '--genesis', join(directory, 'genesis.json'), '--data-dir', chain]);
  const line = ['start', '--data-dir', chain, '--auth', 'http', '--jwt-secret', secretFile, '--rest'];
  const guarded = await startProgram(line);
  const secret = readFileSync(secretFile, 'utf8').trim().replace(/^0x/, '');
  const ends = (seconds: number) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(Buffer.from(secret, 'hex'));
  const status = async (given?: string) =>
    (await post(guarded.url, 'eth_chainId', given === undefined ? {} : { authorization: `Bearer ${given}` }))
      .status;
  expect(await status()).toBe(401);
  expect(await status(await token('11'.repeat(32)))).toBe(401);
  expect(await status(await token(secret, Math.floor(Date.now() / 1000) - 120))).toBe(401);
  expect(await status(await ends(-5))).toBe(401);
  expect(await status(await token(secret))).toBe(200);
  expect(await status(await ends(1_000_000))).toBe(200);
  expect((await fetch(`${guarded.url}/contracts/0x${'00'.repeat(20)}/state`)).status).toBe(401);
  // The other transport is open, and so is what tells how the node is.
  const socket = new WebSocket(guarded.url.replace('http', 'ws'));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  socket.close();
  expect((await fetch(`${guarded.url}/health`)).status).toBe(200);
  const asked = ['status', '--rpc-url', guarded.url];
  expect(await runToEnd(asked)).toMatchObject({ status: 1, error: expect.stringContaining('--jwt-secret') });
  // Its status is 1 until the chain has a block.
  expect((await runToEnd([...asked, '--jwt-secret', secretFile])).out).toContain('chain id   4242');
  await guarded.end('SIGTERM');
}, 30_000);
