import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Type } from '@sinclair/typebox';
import type { NodeContext } from '../../../rpc/context.ts';
import type { FilterStore } from '../../../rpc/filters/filterStore.ts';
import { type Method, required } from '../../../rpc/method.ts';
import { WebSocketConnection } from '../../../rpc/server/connection.ts';
import { createDispatch } from '../../../rpc/server/dispatch.ts';
import { createWebSocketHandler } from '../../../rpc/server/websocket.ts';

const KIB = 1024;
let live = 0;
let started = 0;

/** Methods that only this test has: they need no chain. */
const methods: readonly Method[] = [
  {
    name: 'test_flood',
    summary: 'Announces so many texts of a kilobyte at once, before the answer is out.',
    params: [required('count', Type.Number())],
    result: Type.String(),
    resultName: 'id',
    handler: ([count], _context, { connection }) =>
      connection?.subscribe((notify) => {
        live++;
        started++;
        for (let i = 0; i < (count as number); i++) notify(JSON.stringify(`${i}:${'x'.repeat(KIB)}`));
        return () => {
          live--;
        };
      }),
  },
  {
    name: 'test_end',
    summary: 'Ends a subscription.',
    params: [required('id', Type.String())],
    result: Type.Boolean(),
    resultName: 'ended',
    handler: ([id], _context, { connection }) => connection?.unsubscribe(id as string),
  },
];

const quiet = { warn: () => {}, error: () => {} };
const options = { batchLimit: 10, responseLimit: 1024 * KIB, logger: quiet };
// The methods of this test look at neither of them.
const dispatch = createDispatch(options, { methods, context: {} as NodeContext });
const filters = {} as FilterStore;
let server: Bun.Server<WebSocketConnection>;

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => {
      const data = new WebSocketConnection({ subscriptionLimit: 3, sendBufferLimit: 256 * KIB });
      return self.upgrade(request, { data }) ? undefined : new Response('no', { status: 400 });
    },
    websocket: createWebSocketHandler(
      { bodyLimit: KIB, sendBufferLimit: 256 * KIB, idleTimeout: 30 },
      { dispatch, filters, open: new Set() },
    ),
  });
});

afterAll(() => server.stop(true));

async function connect(): Promise<{ socket: WebSocket; received: string[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}`);
  const received: string[] = [];
  socket.onmessage = ({ data }) => received.push(String(data));
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  return { socket, received };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await Bun.sleep(10);
  expect(condition()).toBe(true);
}

const call = (id: number, method: string, ...params: unknown[]) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

test('the answer with the id comes before the first notification', async () => {
  const { socket, received } = await connect();
  socket.send(call(1, 'test_flood', 3));
  await until(() => received.length === 4);
  const { id, result } = JSON.parse(received[0] as string);
  expect(id).toBe(1);
  const announced = received.slice(1).map((text) => JSON.parse(text));
  for (const [index, { jsonrpc, method, params }] of announced.entries()) {
    expect([jsonrpc, method, params.subscription]).toEqual(['2.0', 'eth_subscription', result]);
    expect(params.result).toStartWith(`${index}:`);
  }
  socket.close();
  await until(() => live === 0);
});

test('in a batch, the whole answer comes first', async () => {
  const { socket, received } = await connect();
  socket.send(`[${call(1, 'test_flood', 1)},${call(2, 'test_flood', 1)}]`);
  await until(() => received.length === 3);
  const ids = JSON.parse(received[0] as string).map(({ result }: { result: string }) => result);
  expect(new Set(ids).size).toBe(2);
  socket.close();
  await until(() => live === 0);
});

test('subscriptions are bounded, and ending one makes room', async () => {
  const { socket, received } = await connect();
  for (let id = 1; id <= 4; id++) socket.send(call(id, 'test_flood', 0));
  await until(() => received.length === 4);
  const answers = received.map((text) => JSON.parse(text));
  expect(answers[3].error).toEqual({
    code: -32005,
    message: 'too many subscriptions: the limit is 3 (--rpc-subscription-limit)',
  });
  socket.send(call(5, 'test_end', answers[0].result));
  socket.send(call(6, 'test_end', answers[0].result));
  socket.send(call(7, 'test_flood', 0));
  await until(() => received.length === 7);
  expect(received.slice(4).map((text) => JSON.parse(text).result)).toEqual([true, false, expect.any(String)]);
  socket.close();
  await until(() => live === 0);
});

test('a client that does not read is disconnected', async () => {
  const reader = await Bun.connect({
    hostname: '127.0.0.1',
    port: server.port as number,
    socket: { data: (socket) => void socket.pause() },
  });
  reader.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await Bun.sleep(50);
  const before = started;
  const text = call(1, 'test_flood', 100_000);
  const mask = [0, 0, 0, 0];
  reader.write(new Uint8Array([0x81, 0x80 | text.length, ...mask, ...new TextEncoder().encode(text)]));
  await until(() => started === before + 1);
  await until(() => live === 0);
  reader.end();
});

test('a message past the bound closes the socket with a reason', async () => {
  const { socket } = await connect();
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve;
  });
  socket.send('x'.repeat(2 * KIB));
  expect((await closed).code).toBe(1009);
});
