import { connect, createServer, type Socket } from 'node:net';

/** What a link does with bytes: passes them on; refuses and breaks connections; swallows them without a word; holds each back for a while. */
export type LinkState = 'open' | 'cut' | 'silent' | 'slow';

/** Milliseconds that a slow link holds bytes back in each direction. */
const DELAY = 400;

/** A wire between two processes that a test may cut. */
export interface Link {
  readonly url: string;
  set(state: LinkState): void;
  close(): void;
}

/** A TCP proxy on a free port to another port of this machine. What was swallowed while it was silent never arrives. */
export async function openLink(target: number): Promise<Link> {
  let state: LinkState = 'open';
  const sockets = new Set<Socket>();
  const swallowed = new WeakSet<Socket>();

  function pass(from: Socket, to: Socket): void {
    from.on('data', (bytes: Buffer) => {
      if (state === 'silent') swallowed.add(from).add(to);
      // A stream that lost bytes is of no use any more, and both sides have to find that out by themselves.
      if (swallowed.has(from)) return;
      const send = () => to.writable && to.write(bytes);
      if (state === 'slow') setTimeout(send, DELAY);
      else send();
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket);
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the link has no port');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next) {
      // What came out of a silence is broken, as routers do when they are back.
      if (next === 'cut' || state === 'silent') breakAll();
      state = next;
    },
    close() {
      breakAll();
      server.close();
    },
  };
}
