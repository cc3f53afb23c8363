import { expect, test } from 'bun:test';
import { runToEnd, startProgram } from '../program.ts';

test('tells how a node is', async () => {
  const node = await startProgram(['dev']);
  const told = await runToEnd(['status', '--rpc-url', node.url]);
  expect(told.status).toBe(0);
  expect(told.out).toMatch(/^client {5}.*xai/);
  expect(told.out).toMatch(/chain id {3}31337\n/);
  expect(told.out).toMatch(/head {7}0 0x[0-9a-f]{64}\n/);
  expect(told.out).toMatch(/ready {6}yes\n$/);
  expect(await runToEnd(['status', '--ready', '--rpc-url', node.url])).toMatchObject({ status: 0, out: '' });
  await node.end('SIGTERM');
});

test('says so where there is none', async () => {
  const { status, error } = await runToEnd(['status', '--rpc-url', 'http://127.0.0.1:1']);
  expect(status).toBe(1);
  expect(error).toStartWith('error: no XAI node answers at http://127.0.0.1:1');
  expect((await runToEnd(['status', '--rpc-url', 'ftp://x'])).error).toContain('--rpc-url ftp://x: must be');
});

test('a server that is none is told from a node', async () => {
  const other = Bun.serve({ port: 0, fetch: () => new Response('hello') });
  const { status, error } = await runToEnd(['status', '--rpc-url', `http://127.0.0.1:${other.port}`]);
  expect(status).toBe(1);
  expect(error).toContain('no XAI node answers');
  await other.stop(true);
});
