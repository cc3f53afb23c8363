/** A subscriber to heads and logs that keeps all it is told. */

/** What tells one log from all others. */
export type LogName = `${string}:${string}`;

/** The name of a log as the node shows it. */
export function nameOf(log: { readonly blockHash: string; readonly logIndex: string }): LogName {
  return `${log.blockHash}:${log.logIndex}`;
}

interface Told {
  readonly id?: number;
  readonly result?: string;
  readonly params?: { readonly subscription: string; readonly result: never };
}

/** Hears from the moment it is opened. */
export class Listener {
  readonly logs: LogName[] = [];
  /** numbers of blocks, as they were announced */
  readonly heads: number[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Resolves once both subscriptions stand. */
  static async open(port: number): Promise<Listener> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const listener = new Listener(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const handlers = new Map<string, (result: never) => void>();
    const wanted = [
      { params: ['newHeads'], hear: (head: { number: string }) => listener.heads.push(Number(head.number)) },
      { params: ['logs', {}], hear: (log: Parameters<typeof nameOf>[0]) => listener.logs.push(nameOf(log)) },
    ];
    socket.onerror = () => reject(new Error('no WebSocket'));
    socket.onopen = () => {
      for (const [id, { params }] of wanted.entries()) {
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'eth_subscribe', params }));
      }
    };
    socket.onmessage = ({ data }) => {
      const { id, result, params } = JSON.parse(String(data)) as Told;
      if (params !== undefined) handlers.get(params.subscription)?.(params.result);
      const subscribed = id === undefined ? undefined : wanted[id];
      if (subscribed === undefined) return;
      handlers.set(String(result), subscribed.hear as (result: never) => void);
      if (handlers.size === wanted.length) resolve();
    };
    await promise;
    return listener;
  }

  close(): void {
    this.#socket.close();
  }
}
