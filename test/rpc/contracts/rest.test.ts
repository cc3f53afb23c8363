import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RpcServer, startServer } from '../../../rpc/server/server.ts';
import { listenOptions } from '../../../src/config/rpcSettings.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { ALICE } from '../../src/program.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

const FIXTURES = join(import.meta.dir, '../../src/contract/fixtures/foundry/out/Ledger.sol');
const artifact = (name: string) => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));
const sumsArtifact = artifact('Sums');
const ledgerArtifact = artifact('Ledger');
const { abi } = ledgerArtifact;

let dev: DevNode;
let server: RpcServer;
let closed: RpcServer;
let sums = '';
let ledger = '';
let runtime = '';

const plain = {
  ...{ host: '127.0.0.1', port: 0, http: true, ws: true, corsOrigins: [] },
  logger: { warn: () => {}, error: () => {} },
};

async function rest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${server.url}${path}`, { method, headers, ...sent });
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  const json: any = await response.json().catch(() => undefined);
  return { status: response.status, json };
}

async function rpc(method: string, ...params: unknown[]) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  const answer: any = await (await fetch(server.url, { method: 'POST', body })).json();
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer.result;
}

async function deployed(body: object): Promise<string> {
  const { status, json } = await rest('POST', '/contracts/deploy', { ...body, from: ALICE.address });
  expect(json.error).toBeUndefined();
  expect(status).toBe(200);
  return (await rpc('eth_getTransactionReceipt', json.transactionHash)).contractAddress;
}

/** Places of a library's address, filled in. */
function linked(code: {
  object: string;
  linkReferences: Record<string, Record<string, { start: number }[]>>;
}): string {
  let digits = code.object;
  for (const { start } of Object.values(code.linkReferences)
    .flatMap((each) => Object.values(each))
    .flat()) {
    const at = 2 + start * 2;
    digits = digits.slice(0, at) + sums.slice(2) + digits.slice(at + 40);
  }
  return digits;
}

beforeAll(async () => {
  dev = await openDevNode();
  server = await startServer({ ...plain, rest: true }, dev.node.context);
  closed = await startServer(plain, dev.node.context);
  sums = await deployed({ bytecode: sumsArtifact.bytecode.object });
  const args = { title_: 'gold', limit_: '100' };
  ledger = await deployed({ bytecode: linked(ledgerArtifact.bytecode), abi, arguments: args });
  runtime = linked(ledgerArtifact.deployedBytecode);
});
afterAll(async () => {
  await server.stop();
  await closed.stop();
  await dev.close();
});

const filled = Object.values(
  ledgerArtifact.deployedBytecode.immutableReferences as Record<string, { start: number; length: number }[]>,
).flat();
const register = (change: object = {}) =>
  rest('POST', `/contracts/${ledger}/abi`, { abi, runtime, filled, ...change });

describe('the contracts API', () => {
  test('a dry run gives the transaction to be signed and changes nothing', async () => {
    const before = await rpc('eth_getTransactionCount', ALICE.address, 'latest');
    const body = { bytecode: sumsArtifact.bytecode.object, from: ALICE.address, dryRun: true };
    const { json } = await rest('POST', '/contracts/deploy', body);
    expect(json.transaction).toMatchObject({ nonce: before, type: '0x2' });
    expect(await rpc('eth_getTransactionCount', ALICE.address, 'latest')).toBe(before);
  });

  test('an ABI is taken only where code and names agree with the chain', async () => {
    expect(await rest('GET', `/contracts/${ledger}/abi`)).toMatchObject({
      status: 404,
      json: { error: { code: 'unknown-abi' } },
    });
    expect(await register({ runtime: '0x6001' })).toMatchObject({
      status: 422,
      json: { error: { code: 'mismatch' } },
    });
    expect(await register({ filled: [] })).toMatchObject({ status: 422 });
    const other = [
      ...abi,
      { type: 'function', name: 'steal', inputs: [], outputs: [], stateMutability: 'view' },
    ];
    const refused = await register({ abi: other });
    expect(refused).toMatchObject({
      status: 422,
      json: { error: { message: 'abi: the code has no function steal()' } },
    });
    expect(await register()).toEqual({ status: 200, json: { match: 'exact' } });
    const { json } = await rest('GET', `/contracts/XAI${ledger.slice(2)}/abi`);
    expect(json.abi).toHaveLength(abi.length);
  });

  test('metadata is taken by its hash at the end of the code, sources by theirs in it', async () => {
    const path = `/contracts/${ledger}/metadata`;
    const metadata: string = ledgerArtifact.rawMetadata;
    const file = 'src/Ledger.sol';
    const text = readFileSync(join(FIXTURES, '../../../src/Ledger.sol'), 'utf8');
    const post = (body: object) => rest('POST', path, body);
    expect(await rest('GET', path)).toMatchObject({ status: 404, json: { error: { code: 'unknown-abi' } } });
    expect(await post({ metadata: `${metadata} ` })).toMatchObject({
      status: 422,
      json: { error: { code: 'mismatch' } },
    });
    const wrong = { [file]: `${text} ` };
    expect(await post({ metadata, sources: wrong })).toMatchObject({
      status: 422,
      json: { error: { message: `sources: the metadata has another ${file}, or none` } },
    });
    expect(await post({ metadata, sources: { __proto__x: text } })).toMatchObject({ status: 422 });
    expect(await post({ metadata, sources: { [file]: text } })).toEqual({
      status: 200,
      json: { sources: 1 },
    });
    expect((await rest('GET', path)).json).toEqual({ metadata, sources: { [file]: text } });
    expect((await rest('GET', `/contracts/${ledger}/abi`)).json.abi).toHaveLength(abi.length);
    expect(await rest('POST', `/contracts/${sums}/metadata`, { metadata })).toMatchObject({ status: 422 });
    const nobody = `/contracts/0x${'99'.repeat(20)}/metadata`;
    expect(await rest('POST', nobody, { metadata })).toMatchObject({
      status: 404,
      json: { error: { code: 'no-code' } },
    });
  });

  test('calls go by the registered ABI; a revert is told', async () => {
    await register();
    const call = (name: string, ...args: unknown[]) =>
      rest('POST', '/contracts/call', { address: ledger, function: name, arguments: args });
    expect((await call('title')).json).toMatchObject({ result: 'gold' });
    expect((await call('limit')).json).toMatchObject({ result: '100' });
    expect((await call('add', '5', 'x')).json).toMatchObject({ result: '5' });
    expect(await call('first')).toMatchObject({
      status: 422,
      json: { error: { code: 3, message: 'execution reverted: no entries' } },
    });
    expect(await call('add', '5')).toMatchObject({ status: 400, json: { error: { code: 'bad-arguments' } } });
    const misread = [
      { type: 'function', name: 'limit', inputs: [], outputs: [{ type: 'string' }], stateMutability: 'view' },
    ];
    const body = { address: ledger, function: 'limit', abi: misread };
    expect(await rest('POST', '/contracts/call', body)).toMatchObject({
      status: 400,
      json: { error: { code: 'bad-abi' } },
    });
    expect(await call('nothing')).toMatchObject({ status: 404, json: { error: { code: 'no-function' } } });
  });

  test('state, events and interfaces', async () => {
    await register();
    const state = await rest('GET', `/contracts/${ledger}/state?slots=0x0,0x1`);
    expect(state.json).toMatchObject({ balance: '0', nonce: '1', codeSize: (runtime.length - 2) / 2 });
    expect(state.json.storage['0x0']).toStartWith('0x676f6c64');
    const made = await rest('GET', `/contracts/${ledger}/interfaces`);
    expect(made).toEqual({ status: 200, json: [] });

    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/contracts/events?address=${ledger}`);
    const news = new Promise<{ address: string }>((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)));
    });
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const { encodeFunctionData } = await import('viem/utils');
    const data = encodeFunctionData({ abi, functionName: 'add', args: [7n, 'note'] });
    await rpc('eth_sendTransaction', { from: ALICE.address, to: ledger, data });
    expect((await news).address).toBe(ledger);
    const ended = new Promise<number>((resolve) => {
      socket.onclose = ({ code }) => resolve(code);
    });
    socket.send('{}');
    expect(await ended).toBe(1003);
    const { json } = await rest('GET', `/contracts/${ledger}/events?fromBlock=0`);
    expect(json).toMatchObject([{ decoded: { event: 'Added', arguments: { amount: '7', note: 'note' } } }]);
  });

  test('the stream takes addresses and topics, and tells what a reorganisation took back', async () => {
    const { encodeFunctionData, toEventSelector } = await import('viem/utils');
    const open = async (query: string) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/contracts/events?${query}`);
      const seen: { address: string; topics: string[]; removed: boolean }[] = [];
      socket.onmessage = ({ data }) => seen.push(JSON.parse(String(data)));
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      return { socket, seen };
    };
    const added = toEventSelector(abi.find((entry: { name?: string }) => entry.name === 'Added'));
    const other = `0x${'ab'.repeat(32)}`;
    const by = `0x${ALICE.address.slice(2).padStart(64, '0')}`;
    const streams = await Promise.all([
      open(`address=${sums},${ledger}&topic0=${other},${added}`),
      open(`topic1=${by}`),
      open(`address=${ledger}&topic0=${other}`),
      open(`address=${sums}`),
    ]);
    const data = encodeFunctionData({ abi, functionName: 'add', args: [8n, 'streamed'] });
    await rpc('eth_sendTransaction', { from: ALICE.address, to: ledger, data });
    await rpc('anvil_rollback', 1);
    const [byTopic, bySender, ...silent] = streams;
    const deadline = Date.now() + 5_000;
    while (Math.min(byTopic.seen.length, bySender.seen.length) < 2 && Date.now() < deadline)
      await Bun.sleep(10);
    for (const { socket } of streams) socket.close();
    for (const { seen } of [byTopic, bySender]) {
      expect(seen.map(({ address, topics, removed }) => [address, topics[0], removed])).toEqual([
        [ledger, added, false],
        [ledger, added, true],
      ]);
    }
    expect(silent.flatMap(({ seen }) => seen)).toEqual([]);
    expect(
      (await fetch(`${server.url}/contracts/events?address=x`, { headers: { upgrade: 'websocket' } })).status,
    ).toBe(400);
  });

  test.each([
    ['POST', '/contracts/call', { address: 'x', function: 'f' }, 400, 'address must begin with XAI or TXAI'],
    [
      'POST',
      '/contracts/call',
      { address: ALICE.address, function: 'f', more: 1 },
      400,
      'body: unknown field "more"',
    ],
    ['POST', '/contracts/call', '{', 400, 'body: no JSON'],
    ['POST', '/contracts/deploy', {}, 400, 'body: '],
    [
      'POST',
      '/contracts/deploy',
      { bytecode: '0x00', abi: [{ type: 'constructor', inputs: [{ type: 'uint256[][][][][][][][][][]' }] }] },
      400,
      'abi: there is no type',
    ],
    ['GET', `/contracts/${ALICE.address}/state?slots=1`, undefined, 400, 'query: '],
    ['GET', `/contracts/${ALICE.address}/state?other=1`, undefined, 400, 'query: unknown field "other"'],
    ['GET', `/contracts/${ALICE.address}/abi?x=1`, undefined, 400, 'query: this resource takes none'],
  ] as const)('%s %s %j is refused with %d', async (method, path, body, status, words) => {
    const answer = await rest(method, path, body);
    expect(answer.json.error.message).toContain(words);
    expect(answer.status).toBe(status);
  });

  test('deep and long bodies are refused, pages of other origins too', async () => {
    let type: object = { type: 'uint256' };
    for (let depth = 0; depth < 1_000; depth++) type = { type: 'tuple', components: [type] };
    const body = { address: ledger, function: 'f', abi: [{ type: 'function', name: 'f', inputs: [type] }] };
    expect((await rest('POST', '/contracts/call', body)).json.error.message).toContain(
      'nested more than 16 deep',
    );
    const { bodyLimit } = dev.node.context.options;
    expect((await rest('POST', '/contracts/call', ' '.repeat(bodyLimit + 1))).status).toBe(413);
    expect((await rest('GET', '/openapi.json', undefined, { origin: 'https://else.where' })).status).toBe(
      403,
    );
  });

  test('the OpenAPI document tells every route, from the schemas that check requests', async () => {
    const { json } = await rest('GET', '/openapi.json');
    expect(Object.keys(json.paths).sort()).toEqual([
      '/contracts/call',
      '/contracts/deploy',
      ...['abi', 'events', 'interfaces', 'metadata', 'state'].map((each) => `/contracts/{address}/${each}`),
    ]);
    expect(
      json.paths['/contracts/call'].post.requestBody.content['application/json'].schema.required,
    ).toEqual(['address', 'function']);
  });

  test('a page shows the same to people, with nothing from elsewhere and no scripts', async () => {
    const response = await fetch(`${server.url}/openapi`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    const { json } = await rest('GET', '/openapi.json');
    for (const [path, methods] of Object.entries<Record<string, { summary: string }>>(json.paths)) {
      expect(page).toContain(`<code>${path}</code>`);
      for (const { summary } of Object.values(methods))
        expect(page).toContain(summary.replaceAll('"', '&quot;'));
    }
    expect(page).not.toMatch(/https?:|<script|<link|<img|@import|url\(/);
    expect(page).toContain('rawTransaction: string');
    const crossed = await fetch(`${server.url}/openapi`, { headers: { origin: 'https://else.where' } });
    expect(crossed.status).toBe(403);
  });

  test.each([
    ['127.0.0.1', {}, true],
    ['0.0.0.0', {}, false],
    ['0.0.0.0', { XAI_REST: 'true' }, true],
    ['127.0.0.1', { XAI_REST: 'false' }, false],
  ])('on %s with %j it is answered: %s', (host, environment, expected) => {
    const settings = readSettings('start', new Map([['host', host]] as const), environment);
    expect(listenOptions(settings, 'chain').rest).toBe(expected);
  });

  test('is not there where it is not switched on', async () => {
    expect((await fetch(`${closed.url}/openapi.json`)).status).toBe(404);
    expect((await fetch(`${closed.url}/openapi`)).status).toBe(404);
    expect((await fetch(`${closed.url}/contracts/call`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});
