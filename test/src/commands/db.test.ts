import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALICE, GENESIS, type RunningNode, runToEnd, startProgram, transfer } from '../program.ts';
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
