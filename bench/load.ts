/**
 * A lean HTTP/1.1 client over raw sockets: with fetch the client, not the node, would be what is measured. Keep-alive
 * connections, one request at a time on each.
 */
import type { Socket } from 'bun';

/** What to send: the next JSON-RPC body of a connection, undefined when it has no more. */
export type Bodies = (connection: number) => string | undefined;

/** Hears each answer with the connection that it came by; the text is made only where somebody listens. */
export type Listener = (connection: number, answer: string) => void;

const HEADER_END = '\r\n\r\n';

interface Exchange {
  readonly index: number;
  /** bytes of the answer so far */
  readonly parts: Buffer[];
  received: number;
  /** bytes of the whole answer; 0 until its header is complete */
  expected: number;
  bodyStart: number;
}

/** Keeps `connections` connections busy until `bodies` has no more for any. Rejects on an error answer. */
export async function load(
  port: number,
  connections: number,
  bodies: Bodies,
  listener?: Listener,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sockets: Socket<Exchange>[] = [];
  let open = connections;

  const sendNext = (socket: Socket<Exchange>) => {
    const body = bodies(socket.data.index);
    if (body === undefined) {
      if (--open === 0) resolve();
      return;
    }
    writeAll(socket, requestOf(port, body));
  };

  const receive = (socket: Socket<Exchange>, chunk: Buffer) => {
    const exchange = socket.data;
    exchange.parts.push(chunk);
    exchange.received += chunk.length;
    if (exchange.expected === 0) readHeader(exchange);
    if (exchange.expected === 0 || exchange.received < exchange.expected) return;
    const answer =
      exchange.parts.length === 1 ? (exchange.parts[0] as Buffer) : Buffer.concat(exchange.parts);
    const start = exchange.bodyStart;
    Object.assign(exchange, { received: 0, expected: 0 });
    exchange.parts.length = 0;
    if (answer.subarray(start, start + 200).includes('"error":{')) {
      throw new Error(answer.toString('utf8', start, start + 400));
    }
    listener?.(exchange.index, answer.toString('utf8', start));
    sendNext(socket);
  };

  try {
    for (let index = 0; index < connections; index++) {
      sockets.push(
        await Bun.connect<Exchange>({
          hostname: '127.0.0.1',
          port,
          data: { index, parts: [], received: 0, expected: 0, bodyStart: 0 },
          socket: {
            data(socket, chunk) {
              try {
                receive(socket, chunk);
              } catch (error) {
                reject(error);
              }
            },
            drain: flush,
            error: (_socket, error) => reject(error),
            close: () => reject(new Error('the node closed a connection')),
          },
        }),
      );
    }
    for (const socket of sockets) sendNext(socket);
    await promise;
  } finally {
    for (const socket of sockets) socket.terminate();
  }
}

/** What a socket did not take at once. */
const unsent = new WeakMap<Socket<Exchange>, Buffer>();

function writeAll(socket: Socket<Exchange>, data: Buffer): void {
  const written = socket.write(data);
  if (written < data.length) unsent.set(socket, data.subarray(written));
}

function flush(socket: Socket<Exchange>): void {
  const rest = unsent.get(socket);
  if (rest === undefined) return;
  unsent.delete(socket);
  writeAll(socket, rest);
}

function requestOf(port: number, body: string): Buffer {
  const length = Buffer.byteLength(body);
  const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${length}`;
  return Buffer.from(`${head}${HEADER_END}${body}`);
}

function readHeader(exchange: Exchange): void {
  const text = Buffer.concat(exchange.parts).toString('latin1');
  const end = text.indexOf(HEADER_END);
  if (end < 0) return;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${text.slice(0, 200)}`);
  exchange.bodyStart = end + HEADER_END.length;
  exchange.expected = exchange.bodyStart + Number(length);
}

/** The body of one request. */
export function body(method: string, ...params: readonly unknown[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

/** The same bodies in turn, `count` in all, whichever connection asks. */
export function inTurn(bodies: readonly string[], count: number): Bodies {
  let sent = 0;
  return () => (sent < count ? bodies[sent++ % bodies.length] : undefined);
}
