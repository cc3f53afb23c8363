import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { ask, launchDev, type RunningNode, request, until } from '../launch.ts';

setDefaultTimeout(120_000);

/**
 * Clients that break every rule below HTTP and within JSON, against the program as it is run. After each the node must
 * answer at once, be on the block it was on, and have written no stack trace.
 */
let node: RunningNode;
let height: string;

beforeAll(async () => {
  node = await launchDev();
  await request(node.url, 'evm_mine');
  height = await request<string>(node.url, 'eth_blockNumber');
});

afterAll(async () => {
  expect(await node?.stop()).toBe(0);
});

beforeEach(async () => {
  const started = Date.now();
  expect(await request<string>(node.url, 'eth_blockNumber')).toBe(height);
  expect(Date.now() - started).toBeLessThan(2000);
  expect(node.output()).not.toMatch(/^\s+at .*\.ts:\d+/m);
});

/** A raw connection; what came back is kept. */
async function raw(text: string): Promise<{ socket: Socket; received(): string; closed(): boolean }> {
  const socket = connect(node.port, '127.0.0.1');
  let received = '';
  let closed = false;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.on('close', () => {
    closed = true;
  });
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write(text);
  return { socket, received: () => received, closed: () => closed };
}

const head = (length: number) =>
  `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] });

test('many half-open connections leave room for others', async () => {
  const open = await Promise.all(Array.from({ length: 300 }, () => raw('')));
  const halves = await Promise.all(Array.from({ length: 300 }, () => raw(`${head(1000)}{"jsonrpc"`)));
  expect(await request<string>(node.url, 'eth_blockNumber')).toBe(height);
  for (const { socket } of [...open, ...halves]) socket.destroy();
});

test('a request that arrives byte by byte is answered when it is whole', async () => {
  const { socket, received } = await raw('');
  for (const character of head(body.length) + body) {
    socket.write(character);
    await Bun.sleep(1);
  }
  await until(() => received().includes(`"result":"${height}"`), 'the answer');
  socket.destroy();
});

test('several requests in one write are answered in their order', async () => {
  const one = (id: number) => {
    const text = JSON.stringify({ jsonrpc: '2.0', id, method: 'eth_chainId', params: [] });
    return head(text.length) + text;
  };
  const { socket, received } = await raw(one(1) + one(2) + one(3));
  await until(() => received().includes('"id":3'), 'the third answer');
  expect(received().indexOf('"id":1')).toBeLessThan(received().indexOf('"id":2'));
  socket.destroy();
});

test('what is no HTTP at all', async () => {
  for (const bytes of [
    '\0\0\0\0',
    'GET\r\n\r\n',
    `${'A'.repeat(100_000)}\r\n\r\n`,
    'POST / HTTP/9.9\r\n\r\n',
    '\x16\x03\x01\x02\x00',
  ]) {
    const { socket } = await raw(bytes);
    await Bun.sleep(50);
    socket.destroy();
  }
});

test('a length that is a lie', async () => {
  for (const length of ['-1', '99999999999999999999', 'x']) {
    const { socket } = await raw(
      `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    await Bun.sleep(50);
    socket.destroy();
  }
});

test('a body past the limit, announced or not', async () => {
  const announced = await raw(head(1_000_000_000));
  await until(() => announced.received().includes('413') || announced.closed(), 'the refusal');
  announced.socket.destroy();
  const chunked = await raw('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n');
  const chunk = `10000\r\n${'['.repeat(0x10000)}\r\n`;
  for (let i = 0; i < 200 && !chunked.closed(); i++) {
    chunked.socket.write(chunk);
    await Bun.sleep(1);
  }
  chunked.socket.end('0\r\n\r\n');
  await until(() => chunked.received().includes('413') || chunked.closed(), 'the refusal');
  chunked.socket.destroy();
});

test('WebSocket frames that are wrong, unmasked, huge or never finished', async () => {
  const upgrade =
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  for (const frame of [
    [0x81, 0x02, 0x41, 0x41],
    [0xff, 0xff, 0xff, 0xff],
    [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
    [0x01, 0x81, 1, 2, 3, 4, 5],
  ]) {
    const { socket, received } = await raw(upgrade);
    await until(() => received().includes('101'), 'the upgrade');
    socket.write(Uint8Array.from(frame));
    await Bun.sleep(50);
    socket.destroy();
  }
  for (const message of ['', 'null', '[', '{"jsonrpc":"2.0"}', '['.repeat(100_000), '\u0000']) {
    const socket = new WebSocket(node.webSocketUrl);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const answer = new Promise<string>((resolve) => {
      socket.onmessage = (event) => resolve(String(event.data));
      socket.onclose = () => resolve('closed');
    });
    socket.send(message);
    const text = await Promise.race([answer, Bun.sleep(5000).then(() => 'nothing')]);
    expect(text === 'closed' || text.includes('"error"')).toBe(true);
    socket.close();
  }
});

test('values that are far out of range, in every place that takes one', async () => {
  const wild = [
    '0x',
    '0x0g',
    `0x${'f'.repeat(65)}`,
    `0x${'f'.repeat(100_000)}`,
    -1,
    1e308,
    '9'.repeat(1000),
    null,
    [],
    {},
    true,
    '\ud800',
  ];
  const address = `0x${'11'.repeat(20)}`;
  for (const value of wild) {
    const answers = await Promise.all([
      ask(node.url, 'eth_getBalance', value, 'latest'),
      ask(node.url, 'eth_getBalance', address, value === null ? 7 : value),
      ask(node.url, 'eth_getStorageAt', address, value, { blockHash: value }),
      ask(node.url, 'eth_getBlockByNumber', value === null ? {} : value, false),
      ask(node.url, 'eth_call', { to: address, data: value === null ? 5 : value }, 'latest', {
        [String(value)]: value,
      }),
      ask(node.url, 'eth_sendRawTransaction', value),
      ask(node.url, 'eth_getLogs', {
        fromBlock: value,
        toBlock: '0x0',
        topics: value === null ? 3 : [[value]],
      }),
      ask(node.url, 'eth_feeHistory', value, 'latest', [value]),
      ask(node.url, 'eth_subscribe', value),
      ask(node.url, 'debug_traceTransaction', value, { tracer: value }),
      ask(node.url, 'anvil_setBalance', address, value === null ? [] : `${String(value)}zz`),
      ask(node.url, String(value)),
    ]);
    for (const [index, answer] of answers.entries()) {
      if (answer.error === undefined)
        throw new Error(`question ${index} with ${JSON.stringify(value)?.slice(0, 50)} was answered`);
      expect(answer.error.code).toBeLessThan(0);
      expect(answer.error.message).not.toMatch(
        /undefined|is not a function|Cannot read|\.ts:|BigInt|SyntaxError/,
      );
      expect(answer.error.message.length).toBeLessThan(2000);
    }
  }
});
