import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBlock, encodeBlock } from '../../../chain/block/blockCodec.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { GENESIS, type RunningNode, runToEnd, startProgram, transfer } from '../../src/program.ts';
import { temporaryDirectory } from '../../src/temporary.ts';

const CHAIN_ID = 4242n;
const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);

/** A data directory with the genesis. */
async function initialised(name: string): Promise<string> {
  const line = ['init', '--genesis', path('genesis.json'), '--data-dir', path(name)];
  expect(await runToEnd(line)).toMatchObject({ status: 0 });
  return path(name);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const latest = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > latest) throw new Error(`waited in vain: ${what}`);
    await Bun.sleep(25);
  }
}

const height = async (node: RunningNode) => Number(await node.call<string>('eth_blockNumber'));
const hashAt = async (node: RunningNode, number: number) =>
  (await node.call<{ hash: string } | null>('eth_getHeaderByNumber', `0x${number.toString(16)}`))?.hash;

beforeAll(() => writeFileSync(path('genesis.json'), JSON.stringify(GENESIS)));

describe('a follower', () => {
  let producer: RunningNode;
  let follower: RunningNode;
  const produce = (port = '0') =>
    startProgram(['start', '--data-dir', path('producer'), '--block-time', '0.1'], undefined, port);

  beforeAll(async () => {
    await initialised('producer');
    producer = await produce();
    await until('first blocks', async () => (await height(producer)) > 3);
    follower = await startProgram([
      ...['start', '--data-dir', await initialised('follower')],
      ...['--follow', `http://127.0.0.1:1,${producer.url}`],
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([producer.end('SIGTERM'), follower.end('SIGTERM')]);
  });

  test('has the same blocks and roots, from the source that answers', async () => {
    await until('to catch up', async () => (await height(follower)) > 5);
    const number = await height(follower);
    expect(await hashAt(follower, number)).toBe(await hashAt(producer, number));
    await until('readiness', async () => (await fetch(`${follower.url}/ready`)).ok);
  });

  test('hands transactions on, and sees their blocks', async () => {
    const hash = await follower.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, 0n));
    const receipt = () => follower.call<{ blockHash: string } | null>('eth_getTransactionReceipt', hash);
    await until('the receipt', async () => (await receipt()) !== null);
    expect(await producer.call<object>('eth_getTransactionReceipt', hash)).toEqual((await receipt()) ?? {});
    await expect(follower.call('eth_sendRawTransaction', transfer(CHAIN_ID, 0n))).rejects.toThrow(
      'nonce too low',
    );
  });

  test('announces them to its subscribers', async () => {
    const socket = new WebSocket(follower.url.replace('http', 'ws'));
    const heads: string[] = [];
    socket.onmessage = ({ data }) => {
      const number = JSON.parse(String(data)).params?.result?.number;
      if (number !== undefined) heads.push(number);
    };
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    socket.send('{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}');
    await until('heads', async () => heads.length >= 3);
    const numbers = heads.map(Number);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    socket.close();
  });

  test('survives a restart of the source, and loses no transaction that it acknowledged', async () => {
    const port = new URL(producer.url).port;
    const hash = await follower.call<string>('eth_sendRawTransaction', transfer(CHAIN_ID, 1n));
    await producer.end('SIGKILL');
    await expect(follower.call('eth_sendRawTransaction', transfer(CHAIN_ID, 2n))).rejects.toThrow(
      'no source answers',
    );
    producer = await produce(port);
    const mined = () => follower.call('eth_getTransactionReceipt', hash);
    await until('the receipt', async () => (await mined()) !== null);
    const number = await height(follower);
    await until('new blocks', async () => (await height(follower)) > number + 3);
  }, 60_000);

  test('becomes the producer when it is started as one', async () => {
    await producer.end('SIGTERM');
    const last = await height(producer).catch(() => 0);
    expect(last).toBe(0);
    await follower.end('SIGTERM');
    follower = await startProgram(['start', '--data-dir', path('follower'), '--block-time', '0.1']);
    const number = await height(follower);
    await until('its own blocks', async () => (await height(follower)) > number + 2);
    // The former producer follows now.
    producer = await startProgram(['start', '--data-dir', path('producer'), '--follow', follower.url]);
    await until('to follow', async () => (await height(producer)) > number);
    const top = number;
    expect(await hashAt(producer, top)).toBe(await hashAt(follower, top));
  }, 60_000);
});

describe('a source that lies', () => {
  test('is named with the rule, and nothing of its block stays', async () => {
    await initialised('honest');
    const honest = await startProgram(['start', '--data-dir', path('honest'), '--block-time', '0.1']);
    await until('blocks', async () => (await height(honest)) > 2);
    await honest.end('SIGTERM');
    const served = await startProgram(['start', '--data-dir', path('honest'), '--no-mining']);
    const liar = lyingProxy(served.url);
    const follower = await startProgram([
      ...['start', '--data-dir', await initialised('deceived')],
      ...['--follow', `http://127.0.0.1:${liar.port}`],
    ]);
    await until('the refusal', async () => follower.output().includes('is not valid'));
    expect(follower.output()).toContain('"rule":"state-root"');
    expect(follower.output()).toContain(`"source":"http://127.0.0.1:${liar.port}"`);
    expect(await height(follower)).toBe(1);
    expect((await fetch(`${follower.url}/ready`)).status).toBe(200);
    await liar.stop(true);
    await Promise.all([follower.end('SIGTERM'), served.end('SIGTERM')]);
  }, 60_000);
});

/** Passes requests on, but gives block 2 another state root, under a hash that fits it. */
function lyingProxy(url: string) {
  return Bun.serve({
    port: 0,
    async fetch(request) {
      const body = (await request.json()) as { method: string };
      const answer = (await (
        await fetch(url, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        })
      ).json()) as { result: string[] };
      if (body.method === 'xai_getRawBlocks') answer.result = answer.result.map(withWrongRoot);
      return Response.json(answer);
    },
  });
}

function withWrongRoot(raw: string): string {
  const block = decodeBlock(fromHex(raw));
  if (block.header.number !== 2n) return raw;
  const header = { ...block.header, stateRoot: new Uint8Array(32).fill(7) };
  return toHex(encodeBlock({ ...block, header, hash: hashHeader(header) }));
}

test('a node cannot follow and make blocks', async () => {
  const line = ['start', '--data-dir', path('x'), '--follow', 'http://127.0.0.1:1', '--block-time', '1'];
  expect(await runToEnd(line)).toMatchObject({ status: 2, error: expect.stringContaining('--follow') });
});
