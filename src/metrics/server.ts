import { Elysia } from 'elysia';
import { type HealthReport, healthRoutes } from '../../rpc/server/health.ts';
import { urlHost } from '../../rpc/server/urlHost.ts';
import type { NodeMetrics } from './nodeMetrics.ts';

/** Where the metrics are shown. */
export interface MetricsAddress {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
}

/** A running server of metrics. */
export interface MetricsServer {
  /** http://host:port */
  readonly url: string;
  stop(): Promise<void>;
}

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** GET /metrics for Prometheus; /health and /ready as on the JSON-RPC port. Throws with code EADDRINUSE. */
export function startMetricsServer(
  { host, port }: MetricsAddress,
  metrics: NodeMetrics,
  health: () => HealthReport,
): MetricsServer {
  const app = new Elysia({ normalize: false })
    .use(healthRoutes(health))
    .get('/metrics', async () => new Response(await metrics.text(), { headers: TEXT }));
  app.listen({ hostname: host, port, reusePort: false, development: false });
  const { server } = app;
  if (server === null || server.port === undefined) throw new Error('the metrics server did not start');
  return {
    url: `http://${urlHost(host)}:${server.port}`,
    stop: () => server.stop(true),
  };
}
