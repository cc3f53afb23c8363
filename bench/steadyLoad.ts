import type { Socket } from 'bun';

interface Exchange {
  /** bytes of one answer; 0 until the first has come */
  size: number;
  /** bytes still to come */
  left: number;
  next: number;
}

const HEADER_END = '\r\n\r\n';

/**
 * Keeps connections busy for a while with requests whose answers all have one length, and answers how many came. The
 * lightest client that there can be, for nodes that share their cores with it: bytes are made beforehand and answers only
 * counted.
 */
export async function steadyLoad(
  port: number,
  connections: number,
  bodies: readonly string[],
  milliseconds: number,
): Promise<number> {
  const requests = bodies.map((body) =>
    Buffer.from(
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${Buffer.byteLength(body)}${HEADER_END}${body}`,
    ),
  );
  const end = performance.now() + milliseconds;
  let count = 0;
  let open = connections;
  const { promise, resolve, reject } = Promise.withResolvers<void>();

  const send = (socket: Socket<Exchange>) => {
    const request = requests[socket.data.next++ % requests.length] as Buffer;
    if (socket.write(request) < request.length) reject(new Error('the socket took only a part of a request'));
  };

  const answered = (socket: Socket<Exchange>) => {
    count++;
    if (performance.now() >= end) {
      if (--open === 0) resolve();
      return;
    }
    socket.data.left = socket.data.size;
    send(socket);
  };

  const sockets = await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      Bun.connect<Exchange>({
        hostname: '127.0.0.1',
        port,
        data: { size: 0, left: 0, next: index * 7 },
        socket: {
          data(socket, chunk) {
            const exchange = socket.data;
            if (exchange.size === 0) {
              exchange.size = sizeOf(chunk);
              exchange.left = exchange.size;
            }
            exchange.left -= chunk.length;
            if (exchange.left === 0) answered(socket);
            else if (exchange.left < 0) reject(new Error('an answer is longer than those before it'));
          },
          error: (_socket, error) => reject(error),
          close: () => reject(new Error('the node closed a connection')),
        },
      }),
    ),
  );
  try {
    for (const socket of sockets) send(socket);
    await promise;
    return count;
  } finally {
    for (const socket of sockets) socket.terminate();
  }
}

/** Bytes of a whole answer by its beginning. Throws where that is no good answer. */
function sizeOf(chunk: Buffer): number {
  const text = chunk.toString('latin1');
  const start = text.indexOf(HEADER_END) + HEADER_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, start))?.[1];
  if (length === undefined || text.includes('"error":{'))
    throw new Error(`no good answer: ${text.slice(0, 300)}`);
  return start + Number(length);
}
