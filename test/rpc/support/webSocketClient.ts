import type { Answer, DevNode } from './devNode.ts';

/** A connection that requests are sent on and announcements come in by. */
export interface Client {
  readonly socket: WebSocket;
  /** what subscriptions announced, in order: [subscription, result] */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  readonly announced: [string, any][];
  ask(method: string, ...params: unknown[]): Promise<Answer>;
}

/** Opens a connection to a node. */
export async function connect({ url }: DevNode): Promise<Client> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const waiting = new Map<number, (answer: Answer) => void>();
  const announced: Client['announced'] = [];
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data));
    if (/^[a-z]+_subscription$/.test(message.method ?? ''))
      announced.push([message.params.subscription, message.params.result]);
    else waiting.get(message.id)?.(message);
  };
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  let id = 0;
  return {
    socket,
    announced,
    ask(method, ...params) {
      const own = ++id;
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: own, method, params }));
      return new Promise((resolve) => waiting.set(own, resolve));
    },
  };
}
