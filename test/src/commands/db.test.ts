import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALICE, BOB, GENESIS, type RunningNode, runToEnd, startProgram, transfer } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);
const db = (command: string, ...line: string[]) => runToEnd(['db', command, ...line, '--log-format', 'json']);
let node: RunningNode;

beforeAll(async () => {
  writeFileSync(path('genesis.json'), JSON.stringify(GENESIS));
  await runToEnd(['init', '--genesis', path('genesis.json'), '--data-dir', path('chain')]);
  node = await startProgram(['start', '--data-dir', path('chain'), '--block-time', '0.05']);
  await node.call('eth_sendRawTransaction', transfer(4242n, 0n));
  while ((await node.call<string>('eth_getTransactionCount', ALICE.address, 'latest')) === '0x0') {
    await Bun.sleep(20);
  }
}, 60_000);
afterAll(() => node.end('SIGKILL'));

test('stats, verify and backup work beside a running node; the backup is a chain', async () => {
  const stats = await db('stats', '--data-dir', path('chain'));
  expect(stats.out).toMatch(/head {10}\d+ 0x[0-9a-f]{64}\n/);
  expect(stats.out).toMatch(/state +\d+ +\d+\.\d\n/);
  expect(await db('verify', '--data-dir', path('chain'))).toMatchObject({ status: 0 });
  expect(await db('backup', path('backup'), '--data-dir', path('chain'))).toMatchObject({ status: 0 });
  expect(await db('backup', path('backup'), '--data-dir', path('chain'))).toMatchObject({
    status: 1,
    error: expect.stringContaining('choose another directory'),
  });
  expect(await db('restore', path('backup'), '--data-dir', path('restored'))).toMatchObject({ status: 0 });
  const restored = await startProgram(['start', '--data-dir', path('restored'), '--no-mining']);
  expect(await restored.call<string>('eth_getTransactionCount', ALICE.address, 'latest')).toBe('0x1');
  await restored.end('SIGTERM');
  expect(await db('compact', '--data-dir', path('chain'))).toMatchObject({
    status: 1,
    error: expect.stringContaining('process'),
  });
}, 60_000);

test('compact gives pages back and changes nothing else', async () => {
  const before = await db('stats', '--data-dir', path('restored'));
  expect(await db('compact', '--data-dir', path('restored'))).toMatchObject({ status: 0 });
  const after = await db('stats', '--data-dir', path('restored'));
  expect(after.out.split('\n')[0]).toBe(before.out.split('\n')[0] ?? '');
  expect(await db('verify', '--data-dir', path('restored'))).toMatchObject({ status: 0 });
}, 60_000);

test('verify names the block that was damaged', async () => {
  expect(await db('backup', path('damaged'), '--data-dir', path('restored'))).toMatchObject({ status: 0 });
  const file = path('damaged/chain/data.mdb');
  const bytes = readFileSync(file);
  const recipient = Buffer.from('70997970c51812dc3a010c7d01b50e0d17dc79c8', 'hex');
  for (let at = bytes.indexOf(recipient); at >= 0; at = bytes.indexOf(recipient, at + 1)) bytes[at] = 0xff;
  writeFileSync(file, bytes);
  const { status, out } = await db('verify', '--data-dir', path('damaged'));
  expect(status).toBe(1);
  expect(out).toContain('its transactions are others');
  expect(out).toMatch(/"block":"\d+"/);
  expect(statSync(file).size).toBe(bytes.length);
}, 60_000);

test('a chain is pruned at once and as it grows; old states are refused with the limit and the flag', async () => {
  const dataDir = ['--data-dir', path('restored')];
  let pruned = await startProgram(['start', ...dataDir, '--block-time', '0.005', '--no-pool-journal']);
  const headOf = async () => Number(await pruned.call<string>('eth_blockNumber'));
  while ((await headOf()) < 200) await Bun.sleep(20);
  await pruned.end('SIGTERM');

  expect(await db('prune', ...dataDir, '--prune-blocks', '127')).toMatchObject({ status: 2 });
  const run = await db('prune', ...dataDir, '--prune-blocks', '150');
  expect(run).toMatchObject({ status: 0, out: expect.stringMatching(/"oldestState":"[1-9]\d+"/) });
  expect(await db('verify', ...dataDir)).toMatchObject({ status: 0 });
  expect((await db('stats', ...dataDir)).out).toMatch(/oldest state {2}[1-9]/);

  const rows = ['start', ...dataDir, '--block-time', '0.005', '--prune-blocks', '128'];
  expect((await runToEnd([...rows, '--prune', 'archive'])).error).toContain('without --prune-blocks');
  pruned = await startProgram(rows);
  const first = await headOf();
  while ((await headOf()) < first + 20) await Bun.sleep(20);
  await expect(pruned.call('eth_getBalance', BOB.address, '0x1')).rejects.toThrow(
    /the state of block 1 is pruned: the oldest that is kept is that of block \d+ \(--prune, --prune-blocks\)/,
  );
  await expect(pruned.call('eth_call', { to: BOB.address }, '0x1')).rejects.toThrow('is pruned');
  await expect(pruned.call('eth_getProof', BOB.address, [], '0x1')).rejects.toThrow('is pruned');
  const recent = `0x${((await headOf()) - 100).toString(16)}`;
  expect(await pruned.call('eth_getBalance', BOB.address, recent)).toBe('0x1');
  expect(await pruned.call('eth_getBlockByNumber', '0x1', true)).toMatchObject({ number: '0x1' });
  await pruned.end('SIGKILL');
  expect(await db('verify', ...dataDir)).toMatchObject({ status: 0 });
}, 60_000);
