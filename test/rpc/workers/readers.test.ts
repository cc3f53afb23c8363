/*
 * A node whose requests are answered by three reader processes, driven as a consensus client does. Connections go to the
 * readers at random, so each question is put on many of them: with 24 of them one reader in three is missed by all but
 * one in 15,000 runs.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { methodTable } from '../../../rpc/methods/table.ts';
import { type RpcServer, startServer } from '../../../rpc/server/server.ts';
import { createLogger } from '../../../src/logger.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { Random } from '../../fuzz/random.ts';
import { type KnownValues, randomBody } from '../../fuzz/rpc/bodies.ts';
import type { Answer } from '../support/devNode.ts';
import { EngineChain, FEE_RECIPIENT, rich, TIMES } from '../support/engineChain.ts';
import { type Client, connect } from '../support/webSocketClient.ts';

const CONNECTIONS = 24;
/** Init code that logs 32 bytes with one topic, and leaves no code. */
const LOGGING = '0x602a60005260076020600060206000a160006000f3';

let chain: EngineChain;
let clients: Client[];
/** The writer's own answers, past the readers. */
let writer: RpcServer;

beforeAll(async () => {
  chain = await EngineChain.open(3);
  clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(chain.dev)));
  writer = await startServer(
    {
      ...{ host: '127.0.0.1', port: 0, http: true, ws: false, corsOrigins: [] },
      logger: createLogger({ level: 'silent', format: 'json', colour: false }),
    },
    chain.dev.node.context,
  );
}, 60_000);

afterAll(async () => {
  for (const { socket } of clients) socket.close();
  await writer.stop();
  await chain.close();
});

/** The answers of all connections, which must be the same. */
async function everywhere(method: string, ...params: unknown[]): Promise<unknown> {
  const answers = await Promise.all(clients.map((client) => client.ask(method, ...params)));
  const texts = new Set(answers.map(({ result, error }) => JSON.stringify(error ?? result)));
  expect([...texts]).toHaveLength(1);
  return answers[0]?.result;
}

async function sendLogging(nonce: number): Promise<string> {
  const raw = await rich.signTransaction({
    ...{ chainId: 31337, nonce, data: LOGGING, gas: 200_000n },
    ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n },
  });
  return chain.dev.call('eth_sendRawTransaction', raw);
}

describe('every reader', () => {
  test('knows a transaction that waits, though only the writer has the pool', async () => {
    const hash = await chain.send(0);
    expect(await everywhere('eth_getTransactionByHash', hash)).toMatchObject({ hash, blockHash: null });
    expect(await everywhere('eth_getTransactionCount', rich.address, 'pending')).toBe('0x1');
    expect(await everywhere('eth_getTransactionCount', rich.address, 'latest')).toBe('0x0');
    expect(await everywhere('txpool_status')).toEqual({ pending: '0x1', queued: '0x0' });
    expect(await everywhere('eth_getTransactionReceipt', hash)).toBeNull();
  });

  test('shows a block from the moment it is the head, and takes it back with the reorg', async () => {
    const genesis = await chain.genesisHash();
    const [first] = await chain.grow(genesis, TIMES.merge, 1);
    const mined = first?.payload.blockHash ?? '';
    expect(await everywhere('eth_blockNumber')).toBe('0x1');
    expect(await everywhere('eth_getBlockByNumber', 'latest', false)).toMatchObject({ hash: mined });
    expect(await everywhere('eth_getTransactionCount', rich.address, 'latest')).toBe('0x1');
    expect(await everywhere('eth_getBalance', FEE_RECIPIENT, '0x1')).not.toBe('0x0');

    // Another block in its place, then a second one: the transaction is mined again, a block later or in the same.
    const other = await chain.build(genesis, TIMES.merge + 12, 0x99);
    expect((await chain.tell(other)).status).toBe('VALID');
    await chain.choose(other.payload.blockHash);
    expect(await everywhere('eth_getBlockByNumber', '0x1', false)).toMatchObject({
      hash: other.payload.blockHash,
    });
    expect(await everywhere('eth_getBlockByHash', mined, false)).toMatchObject({ hash: mined });
    await chain.choose(mined);
    expect(await everywhere('eth_getBlockByNumber', '0x1', false)).toMatchObject({ hash: mined });
    await chain.choose(genesis);
  });

  test('marks the safe and the final block as soon as they are chosen', async () => {
    const head = (await chain.dev.call('eth_getBlockByNumber', 'latest', false)).hash;
    const [first, second] = await chain.grow(head, TIMES.merge + 24, 2);
    await chain.choose(second?.payload.blockHash ?? '', first?.payload.blockHash, first?.payload.blockHash);
    expect(await everywhere('eth_getBlockByNumber', 'finalized', false)).toMatchObject({
      hash: first?.payload.blockHash,
    });
    expect(await everywhere('eth_getBlockByNumber', 'safe', false)).toMatchObject({
      hash: first?.payload.blockHash,
    });
  });
});

describe('through readers', () => {
  test('subscriptions tell of every block and log once and in order, a reorg first of what it removes', async () => {
    for (const client of clients) {
      await client.ask('eth_subscribe', 'newHeads');
      await client.ask('eth_subscribe', 'logs', {});
      await client.ask('eth_subscribe', 'newPendingTransactions');
      client.announced.length = 0;
    }
    const head = await chain.dev.call('eth_getBlockByNumber', 'latest', false);
    const nonce = Number(await chain.dev.call('eth_getTransactionCount', rich.address, 'latest'));
    const sent = await sendLogging(nonce);
    const time = Number(head.timestamp);
    const [block] = await chain.grow(head.hash, time, 1);
    const other = await chain.build(head.hash, time + 24, 0x77);
    await chain.tell(other);
    await chain.choose(other.payload.blockHash);
    const news = ({ announced }: Client) =>
      announced.map(([, value]) =>
        typeof value === 'string'
          ? `pending ${value}`
          : value.topics === undefined
            ? `head ${value.hash}`
            : `log ${value.blockHash} ${value.removed}`,
      );
    const mined = block?.payload.blockHash;
    const expected = [
      `pending ${sent}`,
      `head ${mined}`,
      `log ${mined} false`,
      `log ${mined} true`,
      `head ${other.payload.blockHash}`,
    ];
    const complete = () => clients.every((client) => expected.every((each) => news(client).includes(each)));
    for (let waited = 0; !complete() && waited < 200; waited++) await Bun.sleep(10);
    for (const client of clients) {
      const told = news(client);
      for (const each of expected) expect(told).toContain(each);
      expect(told.indexOf(`log ${mined} true`)).toBeGreaterThan(told.indexOf(`log ${mined} false`));
      expect(told.filter((each) => each === `head ${mined}`)).toHaveLength(1);
    }
  });

  test('a filter made on one connection is asked on any other', async () => {
    const { result: id } = await (clients[0] as Client).ask('eth_newBlockFilter');
    const head = await chain.dev.call('eth_getBlockByNumber', 'latest', false);
    const [block] = await chain.grow(head.hash, Number(head.timestamp), 1);
    const polled = await Promise.all(clients.map((client) => client.ask('eth_getFilterChanges', id)));
    expect(polled.flatMap(({ result }) => result)).toEqual([block?.payload.blockHash]);
    expect((await (clients[5] as Client).ask('eth_uninstallFilter', id)).result).toBe(true);
  });

  test('the line to the writer stands in a directory that only its user may enter', () => {
    const [name] = readdirSync(tmpdir()).filter(
      (each) => each.includes(`-${process.pid}-`) && each.startsWith('xai-rpc-'),
    );
    expect(statSync(join(tmpdir(), name ?? '')).mode & 0o777).toBe(0o700);
  });

  test('errors of the writer arrive as they are', async () => {
    for (const [method, params] of [
      ['eth_sendRawTransaction', ['0x1234']],
      ['eth_getFilterChanges', ['0x77']],
      ['eth_sign', [rich.address, '0x00']],
    ] as const) {
      const { error } = await (clients[1] as Client).ask(method, ...params);
      expect(error).toEqual(await refusalOfWriter(method, params));
    }
  });

  test('a batch that sends a transaction sees it afterwards', async () => {
    const nonce = Number(await chain.dev.call('eth_getTransactionCount', rich.address, 'pending'));
    const raw = await rich.signTransaction({
      ...{ chainId: 31337, nonce, to: FEE_RECIPIENT, value: 7n, gas: 21_000n },
      ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n },
    });
    const count = { jsonrpc: '2.0', method: 'eth_getTransactionCount', params: [rich.address, 'pending'] };
    const batch = [
      { ...count, id: 1 },
      { jsonrpc: '2.0', id: 2, method: 'eth_sendRawTransaction', params: [raw] },
      { ...count, id: 3 },
    ];
    const answers = (await (await chain.dev.post(JSON.stringify(batch))).json()) as { result: string }[];
    expect(Number(answers[2]?.result)).toBe(Number(answers[0]?.result) + 1);
  });
});

async function refusalOfWriter(method: string, params: readonly unknown[]): Promise<Answer['error']> {
  return (JSON.parse(await askWriter(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))) as Answer)
    .error;
}

async function askWriter(body: string): Promise<string> {
  return (await fetch(writer.url, { method: 'POST', body })).text();
}

describe('any method', () => {
  /** Answers that may differ between two moments, or change what is asked next. */
  const VOLATILE =
    /^(eth_new|eth_getFilter|eth_uninstall|eth_send|xai_send|testing_|debug_subscribe|.*subscribe)/;

  test('answers through readers as the writer itself does, in its result or its error', async () => {
    const methods = methodTable({ dev: false }).filter(
      ({ name, websocketOnly }) => websocketOnly !== true && !VOLATILE.test(name),
    );
    const random = new Random(20_261_123);
    const known = await knownValues();
    const differences: string[] = [];
    const asked = new Set<string>();
    for (let id = 1; id <= 1_500; id++) {
      const { text, methods: named } = randomBody({ random, methods, known }, id * 10);
      for (const { name } of named.values()) asked.add(name);
      const [mine, its] = await Promise.all([(await chain.dev.post(text)).text(), askWriter(text)]);
      if (withoutTimes(mine) !== withoutTimes(its))
        differences.push(`${text}\n  ${mine}\n  ${its}`.slice(0, 800));
    }
    expect(differences).toEqual([]);
    expect(asked.size).toBe(methods.length);
  }, 60_000);
});

/** Traces tell how long they took. */
function withoutTimes(text: string): string {
  return text.replaceAll(/"time":"[^"]*"/g, '"time":""');
}

async function knownValues(): Promise<KnownValues> {
  const head = await chain.dev.call('eth_getBlockByNumber', 'latest', false);
  const numbers = Array.from({ length: Number(head.number) + 1 }, (_, number) => number);
  const blocks = await Promise.all(
    numbers.map((number) => chain.dev.call('eth_getBlockByNumber', `0x${number.toString(16)}`, false)),
  );
  const hashes = blocks.flatMap(({ hash, transactions }) => [hash, ...transactions] as string[]);
  return {
    address: [rich.address, FEE_RECIPIENT, `0x${'00'.repeat(19)}04`],
    hash32: [...hashes, `0x${'00'.repeat(32)}`],
    data: ['0x', LOGGING, '0x60016000fd', toHex(fromHex('0xfe'))],
    quantity: ['0x0', '0x1', '0x5208', '0x3b9aca00'],
    quantity64: ['0x0', '0x1', '0x2', head.number, '0x5208'],
    lenientQuantity: ['0x0', '0x1', '5', '100'],
    shortBytes32: ['0x0', '0x1'],
    text: ['', 'x', 'latest', 'callTracer'],
  };
}
