import { Gauge, type Registry } from 'prom-client';
import type { ServerLoad } from '../../rpc/server/server.ts';

/** What clients hold open at the server of this process; nothing is told before it runs. */
export function serverMetrics(registry: Registry, read: () => ServerLoad | undefined): void {
  const gauge = (name: string, help: string, of: (load: ServerLoad) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const load = read();
        if (load !== undefined) this.set(of(load));
      },
    });
  gauge('xai_rpc_requests_running', 'HTTP requests that are being answered', ({ requests }) => requests);
  gauge('xai_rpc_websockets', 'open WebSockets', ({ websockets }) => websockets);
  gauge('xai_rpc_subscriptions', 'subscriptions over them', ({ subscriptions }) => subscriptions);
  gauge('xai_rpc_filters', 'filters that clients poll', ({ filters }) => filters);
}
