import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { GENESIS, runToEnd, sources, startProgram, transfer } from '../../src/program.ts';
import { temporaryDirectory } from '../../src/temporary.ts';

/** What machines do to a node, beside what test/storage and test/src/crash.test.ts show: docs/reliability.md lists all of it. */

const CHAIN_ID = 4242n;
const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);

beforeAll(() => writeFileSync(path('genesis.json'), JSON.stringify(GENESIS)));

async function initialised(name: string): Promise<string> {
  await runToEnd(['init', '--genesis', path('genesis.json'), '--data-dir', path(name)]);
  return path(name);
}

describe('a directory that cannot be written', () => {
  test.each([
    ['where nobody may write, root included', '/proc/xai-chain'],
    ['where a file stands in the way', 'file/chain'],
  ])('%s: one line that names it, nothing else', async (_name, given) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path('file'), '');
    const target = given.startsWith('/') ? given : path(given);
    const line = ['init', '--genesis', path('genesis.json'), '--data-dir', target];
    const { status, out, error } = await runToEnd(line);
    expect(status).toBeGreaterThan(0);
    expect(`${out}${error}`).toContain(target);
    expect(error.trim().split('\n')).toHaveLength(1);
  });
});

test('SIGTERM under load: it ends in order, and what was acknowledged is there afterwards', async () => {
  const line = ['start', '--data-dir', await initialised('loaded'), '--block-time', '0.2'];
  const node = await startProgram(line);
  const acknowledged: string[] = [];
  let nonce = 0n;
  const load = (async () => {
    for (;;) {
      const hash = await node
        .call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, nonce))
        .catch(() => undefined);
      if (hash === undefined) return;
      acknowledged.push(hash);
      nonce += 1n;
    }
  })();
  const readers = Array.from({ length: 8 }, async () => {
    while ((await node.call('eth_getBlockByNumber', 'latest', true).catch(() => undefined)) !== undefined);
  });
  await Bun.sleep(1500);
  expect(await node.end('SIGTERM')).toBe(0);
  await Promise.all([load, ...readers]);
  expect(acknowledged.length).toBeGreaterThan(10);
  expect(node.output()).not.toMatch(/"level":(50|60)/);
  expect(await runToEnd(['db', 'verify', '--data-dir', path('loaded')])).toMatchObject({ status: 0 });

  const again = await startProgram(line);
  const missing = new Set(acknowledged);
  for (let i = 0; i < 200 && missing.size > 0; i++) {
    for (const hash of missing) {
      if ((await again.call('eth_getTransactionReceipt', hash)) !== null) missing.delete(hash);
    }
    await Bun.sleep(50);
  }
  expect([...missing]).toEqual([]);
  await again.end('SIGTERM');
}, 60_000);

describe('no more file descriptors', () => {
  const open: Socket[] = [];
  afterAll(() => {
    for (const socket of open) socket.destroy();
  });

  test('blocks go on, and when sockets are free again it answers', async () => {
    const dataDir = await initialised('poor');
    const { command, environment } = sources();
    const shell = ['sh', '-c', 'ulimit -n 96; exec "$@"', 'sh', ...command];
    const line = ['start', '--data-dir', dataDir, '--block-time', '0.2'];
    const node = await startProgram(line, { command: shell, environment });
    const { port } = new URL(node.url);
    for (let i = 0; i < 200; i++) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      open.push(socket);
    }
    await Bun.sleep(1500);
    for (const socket of open) socket.destroy();
    let height = 0;
    for (let i = 0; i < 200 && height < 5; i++) {
      await Bun.sleep(50);
      height = Number(await node.call<string>('eth_blockNumber').catch(() => '0x0'));
    }
    expect(height).toBeGreaterThanOrEqual(5);
    expect(await node.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, 0n))).toMatch(/^0x/);
    expect(await node.end('SIGTERM')).toBe(0);
    expect(await runToEnd(['db', 'verify', '--data-dir', dataDir])).toMatchObject({ status: 0 });
  }, 60_000);
});
