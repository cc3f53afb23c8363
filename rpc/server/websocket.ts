import type { WebSocketHandler } from 'bun';
import type { FilterStore } from '../filters/filterStore.ts';
import type { WebSocketConnection } from './connection.ts';
import type { Dispatch } from './dispatch.ts';

/** What the WebSocket side is told. */
export interface WebSocketOptions {
  /** bytes of one message */
  readonly bodyLimit: number;
  /** bytes that may wait for a slow client */
  readonly sendBufferLimit: number;
  /** seconds without a sign of life, pings included */
  readonly idleTimeout: number;
}

/** WebSocket close code for a message that cannot be taken. */
const NOT_TAKEN = 1003;

/**
 * Bun's hooks for every WebSocket. Messages of one connection are answered concurrently: a wait for a receipt must not
 * stop the request that mines it.
 */
export function createWebSocketHandler(
  options: WebSocketOptions,
  parts: {
    readonly dispatch: Dispatch;
    readonly filters: FilterStore;
    /** those that are open */
    readonly open: Set<WebSocketConnection>;
  },
): WebSocketHandler<WebSocketConnection> {
  return {
    maxPayloadLength: options.bodyLimit,
    idleTimeout: options.idleTimeout,
    sendPings: true,
    // Past Bun's own bound messages are dropped in silence: ours (connection.ts) has to be met first.
    backpressureLimit: options.sendBufferLimit * 2 + 512 * 1024 * 1024,
    open(socket) {
      parts.open.add(socket.data);
      socket.data.opened(socket);
    },
    async message(socket, message) {
      if (socket.data.options.stream !== undefined) {
        socket.close(NOT_TAKEN, 'a stream takes no requests');
        return;
      }
      const { connection, announce } = socket.data.scope();
      const caller = { transport: 'websocket', connection, filters: parts.filters } as const;
      const answer = await parts.dispatch(message, caller, socket.data.options.mayAsk);
      if (answer !== undefined) socket.data.send(answer);
      announce();
    },
    close(socket) {
      parts.open.delete(socket.data);
      socket.data.closed();
    },
  };
}
