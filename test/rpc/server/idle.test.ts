import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type RpcServer, startServer } from '../../../rpc/server/server.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

let dev: DevNode;
let server: RpcServer;

beforeAll(async () => {
  dev = await openDevNode();
  const logger = { warn: () => {}, error: () => {} };
  const options = {
    host: '127.0.0.1',
    port: 0,
    http: true,
    ws: true,
    corsOrigins: [],
    logger,
    idleTimeout: 1,
  };
  server = await startServer(options, dev.node.context);
});

afterAll(async () => {
  await server.stop();
  await dev.close();
});

/** Milliseconds until the server closes a connection on which only this was sent. */
async function closedAfter(text: string): Promise<number> {
  const start = performance.now();
  await new Promise<void>((resolve) => {
    Bun.connect({
      hostname: '127.0.0.1',
      port: server.port,
      socket: {
        data: () => {},
        close: () => resolve(),
        open: (socket) => {
          socket.write(text);
        },
      },
    });
  });
  return performance.now() - start;
}

test('a connection that falls silent in the middle of a body is closed', async () => {
  // Silence within the headers ends it too, by a bound of Bun's own of about ten seconds.
  const text = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"jsonrpc"';
  expect(await closedAfter(text)).toBeLessThan(8_000);
}, 10_000);

test('a server that stops lets the running request end', async () => {
  const logger = { warn: () => {}, error: () => {} };
  const options = { host: '127.0.0.1', port: 0, http: true, ws: true, corsOrigins: [], logger };
  const other = await startServer(options, dev.node.context);
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'evm_mine' });
  const running = fetch(other.url, { method: 'POST', body });
  await Bun.sleep(5);
  await other.stop();
  expect((await running).status).toBe(200);
  expect(fetch(other.url)).rejects.toThrow();
});
