import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import type { ServerOptions } from '../../../rpc/server/options.ts';
import { requestAllowance } from '../../../rpc/server/rateLimit.ts';
import { type RpcServer, startServer } from '../../../rpc/server/server.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

describe('an allowance of requests', () => {
  let time = 0;
  const allowance = requestAllowance(10, () => time);

  test('holds a second of requests and fills again', () => {
    expect(allowance('10.0.0.1', 8)).toBe(true);
    expect(allowance('10.0.0.1', 3)).toBe(false);
    expect(allowance('10.0.0.1', 2)).toBe(true);
    time += 500;
    expect(allowance('10.0.0.1', 6)).toBe(false);
    expect(allowance('10.0.0.1', 5)).toBe(true);
    time += 60_000;
    expect(allowance('10.0.0.1', 11)).toBe(false);
    expect(allowance('10.0.0.1', 10)).toBe(true);
  });

  test('belongs to an address, of IPv6 to a network', () => {
    expect(allowance('10.0.0.2', 10)).toBe(true);
    expect(allowance('::ffff:10.0.0.2', 1)).toBe(false);
    expect(allowance('2001:db8:1:2:3::4', 10)).toBe(true);
    expect(allowance('2001:db8:1:2::1', 1)).toBe(false);
    expect(allowance('2001:db8:1:3::1', 1)).toBe(true);
    expect(allowance('::1', 10)).toBe(true);
    expect(allowance('0:0:0:0::2', 1)).toBe(false);
  });
});

describe('a server', () => {
  let dev: DevNode;
  let server: RpcServer;
  const logger = { warn: () => {}, error: () => {} };
  const start = async (options: Partial<ServerOptions>) => {
    const plain = { host: '127.0.0.1', port: 0, http: true, ws: true, corsOrigins: [], logger };
    server = await startServer({ ...plain, ...options }, dev.node.context);
  };

  beforeAll(async () => {
    dev = await openDevNode();
  });
  afterEach(() => server.stop());
  afterAll(() => dev.close());

  const entry = (id: number, method = 'eth_chainId') => ({ jsonrpc: '2.0', id, method });
  const post = (body: unknown) => fetch(server.url, { method: 'POST', body: JSON.stringify(body) });

  /** An open socket with a function that asks over it. */
  async function connect() {
    const socket = new WebSocket(server.url.replace('http', 'ws'));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const ask = (body: unknown) =>
      new Promise<unknown>((resolve) => {
        socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)));
        socket.send(JSON.stringify(body));
      });
    return { socket, ask };
  }

  test('counts the requests of a client over HTTP, in batches and over WebSocket', async () => {
    await start({ requestRate: 20 });
    const message = 'too many requests: the limit is 20 per second and client (--rpc-request-rate)';
    const refusal = { code: -32005, message };
    const batch = Array.from({ length: 20 }, (_, id) => entry(id));
    expect(await (await post(batch)).json()).toHaveLength(20);
    expect(await (await post(batch)).json()).toEqual({ jsonrpc: '2.0', id: null, error: refusal });
    const { socket, ask } = await connect();
    await ask(batch);
    expect(await ask(batch)).toMatchObject({ error: refusal });
    socket.close();
    await Bun.sleep(200);
    expect(await (await post(entry(7))).json()).toEqual({ jsonrpc: '2.0', id: 7, result: '0x7a69' });
  });

  test('refuses connections past the limit, and takes them again', async () => {
    await start({ connectionLimit: 2 });
    const first = await connect();
    const second = await connect();
    await expect(connect()).rejects.toBeDefined();
    const refused = await post(entry(1));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      error: { code: -32005, message: 'too many connections: the limit is 2 (--rpc-connection-limit)' },
    });
    expect(await first.ask(entry(1))).toMatchObject({ result: '0x7a69' });
    second.socket.close();
    for (let i = 0; i < 100 && !(await post(entry(1))).ok; i++) await Bun.sleep(10);
    expect((await post(entry(1))).ok).toBe(true);
    first.socket.close();
  });

  test('answers a batch until its answers are too large', async () => {
    await start({ responseLimit: 100 });
    const answers = (await (await post(Array.from({ length: 9 }, (_, id) => entry(id)))).json()) as object[];
    expect(answers[0]).toMatchObject({ result: '0x7a69' });
    expect(answers[8]).toMatchObject({
      error: { code: -32003, message: expect.stringContaining('100 bytes together (--rpc-response-limit)') },
    });
  });

  test('answers other namespaces over WebSocket than over HTTP', async () => {
    await start({ namespaces: ['eth'], wsNamespaces: ['net'] });
    const { socket, ask } = await connect();
    expect(await ask(entry(1, 'net_version'))).toMatchObject({ result: '31337' });
    expect(await ask(entry(1, 'eth_chainId'))).toMatchObject({ error: { code: -32601 } });
    expect(await (await post(entry(1, 'eth_chainId'))).json()).toMatchObject({ result: '0x7a69' });
    expect(await (await post(entry(1, 'net_version'))).json()).toMatchObject({ error: { code: -32601 } });
    socket.close();
  });
});
