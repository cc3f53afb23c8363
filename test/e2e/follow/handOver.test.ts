import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENESIS, type RunningNode, runToEnd, startProgram, transfer } from '../../src/program.ts';
import { temporaryDirectory } from '../../src/temporary.ts';
import { freePort } from '../launch.ts';

const CHAIN_ID = 4242n;
const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);
const running: RunningNode[] = [];

beforeAll(() => writeFileSync(path('genesis.json'), JSON.stringify(GENESIS)));
afterAll(() => Promise.all(running.map((node) => node.end('SIGKILL'))));

async function initialised(name: string): Promise<string> {
  await runToEnd(['init', '--genesis', path('genesis.json'), '--data-dir', path(name)]);
  return path(name);
}

async function start(name: string, port: number, ...flags: string[]): Promise<RunningNode> {
  const node = await startProgram(['start', '--data-dir', path(name), ...flags], undefined, String(port));
  running.push(node);
  return node;
}

async function mined(node: RunningNode, hash: string): Promise<boolean> {
  for (let i = 0; i < 400; i++) {
    if ((await node.call('eth_getTransactionReceipt', hash).catch(() => null)) !== null) return true;
    await Bun.sleep(25);
  }
  return false;
}

describe('nodes that follow each other', () => {
  test('acknowledge nothing that no node which makes blocks has', async () => {
    const [a, b, p] = [await freePort(), await freePort(), await freePort()] as const;
    const url = (port: number) => `http://127.0.0.1:${port}`;
    await Promise.all(['a', 'b', 'p'].map(initialised));
    const first = await start('a', a, '--follow', `${url(b)},${url(p)}`);
    const second = await start('b', b, '--follow', url(a));
    for (const node of [first, second]) {
      await expect(node.call('eth_sendRawTransaction', transfer(CHAIN_ID, 0n))).rejects.toThrow(
        /not handed on: .*--follow/,
      );
      expect(await node.call<object>('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
    }
    // With a producer behind one of them the way through the circle ends there.
    const producer = await start('p', p, '--block-time', '0.1');
    const sent = async (node: RunningNode, nonce: bigint) => {
      for (let i = 0; ; i++) {
        try {
          return await node.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, nonce));
        } catch (error) {
          if (i === 100) throw error;
          await Bun.sleep(100);
        }
      }
    };
    expect(await mined(producer, await sent(second, 0n))).toBe(true);
    expect(await mined(producer, await sent(first, 1n))).toBe(true);
    await Promise.all([first, second, producer].map((node) => node.end('SIGTERM')));
  }, 60_000);
});

describe('a hand-over', () => {
  test('loses no transaction that the former producer acknowledged and had not put into a block', async () => {
    await Promise.all(['old', 'new'].map(initialised));
    const [o, n] = [await freePort(), await freePort()] as const;
    let old = await start('old', o, '--block-time', '3600');
    let next = await start('new', n, '--follow', `http://127.0.0.1:${o}`);
    const hashes = [
      await old.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, 0n)),
      await next.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, 1n)),
      await old.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, 2n)),
    ];
    await old.end('SIGTERM');
    await next.end('SIGTERM');
    next = await start('new', n, '--block-time', '0.1');
    old = await start('old', o, '--follow', `http://127.0.0.1:${n}`);
    for (const hash of hashes) {
      expect(await mined(next, hash)).toBe(true);
      expect(await mined(old, hash)).toBe(true);
    }
    await Promise.all([old.end('SIGTERM'), next.end('SIGTERM')]);
  }, 60_000);
});
