import type { NodeContext } from '../../rpc/context.ts';
import { FilterStore } from '../../rpc/filters/filterStore.ts';
import type { Connection, Method } from '../../rpc/method.ts';
import { createDispatch } from '../../rpc/server/dispatch.ts';
import type { RpcLogger } from '../../rpc/server/options.ts';

/** A client inside the process: its requests go the way of all others, but for the socket. */
export interface InsideClient {
  /** The result; undefined where the node answers with an error. Notifications are put into words and go nowhere. */
  ask(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** Ends what it subscribed to. */
  close(): void;
}

/** Nobody sees what is asked here: it is not counted, and not told of. */
export function insideClient(
  methods: readonly Method[],
  context: NodeContext,
  logger: RpcLogger,
): InsideClient {
  const { batchLimit } = context.options;
  const filters = new FilterStore({ limit: 1 }, context);
  const dispatch = createDispatch(
    { batchLimit, responseLimit: Number.MAX_SAFE_INTEGER, logger },
    { methods, context },
  );
  const stops: (() => void)[] = [];
  const connection: Connection = {
    subscribe(start) {
      stops.push(start(() => undefined));
      return '0x0';
    },
    unsubscribe: () => false,
    drained: () => Promise.resolve(),
  };
  const caller = { transport: 'websocket', connection, filters } as const;
  const encoder = new TextEncoder();
  return {
    async ask(method, ...params) {
      const body = encoder.encode(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
      const text = await dispatch(body, caller);
      return text === undefined ? undefined : (JSON.parse(text) as { result?: unknown }).result;
    },
    close() {
      for (const stop of stops) stop();
      filters.close();
    },
  };
}
