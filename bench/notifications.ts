/** Rows about subscriptions: how long after it was sent a transaction is heard of. */
import { toHex } from '../storage/encoding/bytes.ts';
import { median } from './median.ts';
import { type Sender, type Subject, signTokenTransfer } from './subject.ts';
import type { Round, Workload } from './workloads.ts';

const SUBSCRIBERS = { small: 5, full: 500 };

export const NOTIFICATIONS: readonly Workload[] = [
  {
    name: 'notify-log',
    title: 'log notification after the send, p50',
    unit: 'ms',
    measure: (node, round) => notified(node, round, 1, ['logs', { address: toHex(node.token) }]),
  },
  {
    name: 'notify-head',
    title: 'newHeads notification after the send, p50',
    unit: 'ms',
    measure: (node, round) => notified(node, round, 1, ['newHeads']),
  },
  {
    name: 'notify-500',
    title: 'one log to 500 subscribers, until the last has it, p50',
    unit: 'ms',
    measure: (node, round) =>
      notified(node, round, round.small ? SUBSCRIBERS.small : SUBSCRIBERS.full, [
        'logs',
        { address: toHex(node.token) },
      ]),
  },
];

/** A connection with one subscription. */
interface Subscriber {
  readonly socket: WebSocket;
  /** To be told of each notification. */
  heard: () => void;
}

/** Median time from sending a token transfer until every subscriber has been told. */
async function notified(
  node: Subject,
  { small, timed }: Round,
  count: number,
  subscription: readonly unknown[],
): Promise<number> {
  const turns = small ? 2 : count > 1 ? 15 : 60;
  const subscribers = await Promise.all(Array.from({ length: count }, () => subscribe(node, subscription)));
  const [first] = subscribers as [Subscriber];
  const times: number[] = [];
  try {
    await timed(turns, async () => {
      for (let turn = 0; turn < turns; turn++) {
        const raw = signTokenTransfer(node.senders[0] as Sender, node.token, turn);
        const { promise, resolve } = Promise.withResolvers<void>();
        let missing = count;
        for (const subscriber of subscribers) {
          subscriber.heard = () => {
            if (--missing === 0) resolve();
          };
        }
        const start = performance.now();
        first.socket.send(
          JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'eth_sendRawTransaction', params: [raw] }),
        );
        await promise;
        times.push(performance.now() - start);
      }
    });
  } finally {
    for (const { socket } of subscribers) socket.close();
  }
  return median(times);
}

/** Resolves once the node has said that it will tell. */
async function subscribe(node: Subject, subscription: readonly unknown[]): Promise<Subscriber> {
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const subscriber: Subscriber = { socket, heard: () => undefined };
  const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: subscription });
  socket.onopen = () => socket.send(request);
  socket.onerror = () => reject(new Error(`${node.name}: no WebSocket`));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; method?: string; error?: unknown };
    if (message.error !== undefined) throw new Error(`${node.name}: ${data}`);
    if (message.id === 1) resolve();
    if (message.method === 'eth_subscription') subscriber.heard();
  };
  await promise;
  return subscriber;
}
