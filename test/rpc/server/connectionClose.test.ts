import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { type DevNode, openDevNode } from '../support/devNode.ts';

let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
});
afterAll(() => dev.close());

const BODY = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}';

/** All that comes on a connection, until the server ends it or `enough` has come. */
function exchange(request: string, enough?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(dev.node.server.port, '127.0.0.1', () => socket.write(request));
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (bytes) => {
      text += bytes.toString();
      if (enough !== undefined && text.includes(enough)) done();
    });
    socket.on('end', done);
    socket.on('error', reject);
  });
}

const post = (connection: string) =>
  `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: ${connection}\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

for (const asked of ['close', 'Close', 'TE, close']) {
  test(`a client that asks for the end of its connection (${asked}) is told that it ends`, async () => {
    const answer = await exchange(post(asked));
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toEndWith('{"jsonrpc":"2.0","id":1,"result":"0x7a69"}');
  });
}

test('so are those who ask for another path or by another method', async () => {
  for (const [line, status] of [
    ['GET / HTTP/1.1', 200],
    ['GET /nowhere HTTP/1.1', 404],
    ['OPTIONS / HTTP/1.1', 204],
  ] as const) {
    const answer = await exchange(`${line}\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect(answer).toStartWith(`HTTP/1.1 ${status}`);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  }
});

test('others keep theirs', async () => {
  const answer = await exchange(post('keep-alive') + post('keep-alive'), '}HTTP/1.1');
  expect(answer).not.toMatch(/\r\nconnection: close\r\n/i);
});
