import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Answer, type Body, type DevNode, openDevNode } from '../support/devNode.ts';

const LIMIT = 100_000;
let dev: DevNode;

beforeAll(async () => {
  const listen = { corsOrigins: ['https://wallet.example'], allowedHosts: ['localhost'] };
  dev = await openDevNode({ rpc: { bodyLimit: LIMIT, batchLimit: 5 }, listen });
});

afterAll(() => dev.close());

const request = (id: unknown, method: string, params: unknown = []) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

async function answer(body: Body): Promise<Answer> {
  return (await (await dev.post(body)).json()) as Answer;
}

describe('single requests', () => {
  test('ids come back as they were sent', async () => {
    for (const id of [1, 'x', 0, null, 1.5]) {
      expect(await answer(JSON.stringify(request(id, 'eth_chainId')))).toEqual({
        jsonrpc: '2.0',
        id,
        result: '0x7a69',
      });
    }
  });

  test('parameters may be absent, null or empty', async () => {
    for (const params of [undefined, null, []]) {
      const body = {
        jsonrpc: '2.0',
        id: 1,
        method: 'eth_chainId',
        ...(params === undefined ? {} : { params }),
      };
      expect((await answer(JSON.stringify(body))).result).toBe('0x7a69');
    }
  });

  test.each([undefined, 'application/json', 'application/json; charset=utf-8', 'text/plain', 'nonsense'])(
    'content type %p',
    async (type) => {
      const body = JSON.stringify(request(1, 'eth_chainId'));
      const response = await dev.post(body, type === undefined ? {} : { 'content-type': type });
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(((await response.json()) as Answer).result).toBe('0x7a69');
    },
  );

  test('a notification gets an empty answer', async () => {
    const response = await dev.post('{"jsonrpc":"2.0","method":"eth_chainId"}');
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await (await dev.post('{"jsonrpc":"2.0","method":"no_such"}')).text()).toBe('');
  });
});

describe('batches', () => {
  test('are answered in their order, without notifications', async () => {
    const batch = [
      request(2, 'net_version'),
      { jsonrpc: '2.0', method: 'eth_chainId' },
      request(1, 'eth_chainId'),
    ];
    expect(await (await dev.post(JSON.stringify(batch))).json()).toEqual([
      { jsonrpc: '2.0', id: 2, result: '31337' },
      { jsonrpc: '2.0', id: 1, result: '0x7a69' },
    ]);
  });

  test('of one are answered with a list of one', async () => {
    expect(await (await dev.post(JSON.stringify([request(7, 'net_version')]))).json()).toEqual([
      { jsonrpc: '2.0', id: 7, result: '31337' },
    ]);
  });

  test('run one after the other: the second request sees what the first did', async () => {
    const [from, to] = dev.accounts;
    const send = request(1, 'eth_sendTransaction', [{ from, to, value: '0x1' }]);
    const batch = [request(0, 'eth_blockNumber'), send, request(2, 'eth_blockNumber')];
    const [before, , after] = (await (await dev.post(JSON.stringify(batch))).json()) as Answer[];
    expect(BigInt(after?.result) - BigInt(before?.result)).toBe(1n);
  });

  test('one wrong entry leaves the others alone', async () => {
    const batch = [1, null, [], {}, request(1, 'eth_chainId')];
    const answers = (await (await dev.post(JSON.stringify(batch))).json()) as Answer[];
    expect(answers.map(({ error }) => error?.code)).toEqual([-32600, -32600, -32600, -32600, undefined]);
  });

  test('empty and too large', async () => {
    expect((await answer('[]')).error).toEqual({ code: -32600, message: 'empty batch' });
    const large = JSON.stringify(Array.from({ length: 6 }, (_, id) => request(id, 'eth_chainId')));
    expect((await answer(large)).error).toEqual({
      code: -32600,
      message: 'batch too large: 6 requests, the limit is 5 (--rpc-batch-limit)',
    });
  });

  test('of notifications only are answered with nothing', async () => {
    expect(await (await dev.post('[{"jsonrpc":"2.0","method":"eth_chainId"}]')).text()).toBe('');
  });
});

describe('bad input', () => {
  test.each(['', '{', 'nope', '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"', '\u0000'])(
    '%p is no JSON',
    async (body) => {
      const { id, error } = await answer(body);
      expect([id, error?.code]).toEqual([null, -32700]);
    },
  );

  const version = 'field "jsonrpc" must be "2.0"';
  test.each([
    ['null', 'an object expected'],
    ['1', 'an object expected'],
    ['"x"', 'an object expected'],
    ['true', 'an object expected'],
    ['{}', version],
    ['{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}', version],
    ['{"id":1,"method":"eth_chainId"}', version],
    ['{"jsonrpc":"2.0","id":1}', 'field "method" must be a string'],
    ['{"jsonrpc":"2.0","id":1,"method":5}', 'field "method" must be a string'],
    ['{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}', 'field "id" must be a string, a number or null'],
  ])('%p is no request: %s', async (body, defect) => {
    expect((await answer(body)).error).toEqual({ code: -32600, message: `invalid request: ${defect}` });
  });

  test('bytes that are no UTF-8', async () => {
    const { error } = await answer(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d));
    expect(error).toEqual({ code: -32700, message: 'parse error: not valid UTF-8' });
  });

  test('deep nesting', async () => {
    expect((await answer('['.repeat(LIMIT - 1))).error?.code).toBe(-32700);
    const nested = JSON.stringify(request(1, 'eth_call', [0])).replace(
      '[0]',
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
    );
    expect((await answer(nested)).error?.code).toBe(-32700);
  });

  test('unknown methods, whatever they are called', async () => {
    for (const name of ['foo', 'eth_', '', 'constructor', '__proto__', 'toString', 'eth_chainid']) {
      const { error } = await answer(JSON.stringify(request(1, name)));
      expect(error).toEqual({ code: -32601, message: `the method ${name} does not exist/is not available` });
    }
    const { error } = await answer(JSON.stringify(request(1, 'x'.repeat(50_000))));
    expect(error?.message.length).toBeLessThan(200);
  });

  test('parameters by name, too many, missing, of the wrong type', async () => {
    const refused = async (params: unknown) =>
      (await answer(JSON.stringify(request(1, 'eth_getBalance', params)))).error;
    expect(await refused({ address: '0x' })).toEqual({ code: -32602, message: 'non-array args' });
    expect(await refused([])).toEqual({ code: -32602, message: 'missing value for required argument 0' });
    expect(await refused([dev.accounts[0], 'latest', 1])).toEqual({
      code: -32602,
      message: 'too many arguments, want at most 2',
    });
    expect(await refused([5])).toEqual({
      code: -32602,
      message: 'invalid argument 0: expected a string, got number',
    });
  });

  test('a body past the limit: told when its length is known and when it is not', async () => {
    const message = `request body too large: the limit is ${LIMIT} bytes (--rpc-body-limit)`;
    const known = await dev.post('x'.repeat(LIMIT + 1));
    expect([known.status, ((await known.json()) as Answer).error]).toEqual([413, { code: -32600, message }]);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(10_000).fill(0x20));
        controller.close();
      },
    });
    const unknown = await dev.post(stream);
    expect([unknown.status, ((await unknown.json()) as Answer).error]).toEqual([
      413,
      { code: -32600, message },
    ]);
  });

  test('clients that go away in the middle leave the node running', async () => {
    for (const text of [
      '',
      'POST / HTTP/1.1\r\n',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"json',
      'nonsense\r\n\r\n',
    ]) {
      const socket = await Bun.connect({
        hostname: '127.0.0.1',
        port: dev.node.server.port,
        socket: { data: () => {}, error: () => {} },
      });
      socket.write(text);
      await Bun.sleep(10);
      socket.terminate();
    }
    expect((await answer(JSON.stringify(request(1, 'eth_chainId')))).result).toBe('0x7a69');
  });
});

describe('browsers', () => {
  const body = JSON.stringify(request(1, 'eth_chainId'));

  test('an allowed origin may read, another may not', async () => {
    const allowed = await dev.post(body, { origin: 'https://wallet.example' });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://wallet.example');
    const other = await dev.post(body, { origin: 'https://evil.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('preflight', async () => {
    const response = await fetch(dev.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://wallet.example', 'access-control-request-headers': 'content-type,x-own' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://wallet.example');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type,x-own');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
  });

  test('a host name that was rebound is refused', async () => {
    expect((await dev.post(body, { host: 'evil.example' })).status).toBe(403);
    expect((await dev.post(body, { host: 'localhost:8545' })).status).toBe(200);
  });

  test('a person who looks is told what this is', async () => {
    const response = await fetch(dev.url);
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('JSON-RPC')]);
    expect((await fetch(`${dev.url}/elsewhere`)).status).toBe(404);
  });
});

test('a port that is taken is told', async () => {
  const taken = openDevNode({ listen: { port: dev.node.server.port } });
  expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
