import { Counter, Histogram, type Registry } from 'prom-client';
import type { RequestEvent } from '../../rpc/server/options.ts';

/** Seconds: from a read that a cache answers to a trace that takes its whole time. */
const BUCKETS = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** Requests by method: how many, how long, how many failed and how. Returns what is to be told of each. */
export function rpcMetrics(registry: Registry): (event: RequestEvent) => void {
  const registers = [registry];
  const duration = new Histogram({
    name: 'xai_rpc_duration_seconds',
    help: 'time from the parsed request to the result, by method',
    labelNames: ['method'],
    buckets: BUCKETS,
    registers,
  });
  const failures = new Counter({
    name: 'xai_rpc_failures_total',
    help: 'requests that were answered with an error, by method and JSON-RPC code',
    labelNames: ['method', 'code'],
    registers,
  });
  return ({ method, milliseconds, error }) => {
    duration.observe({ method }, milliseconds / 1000);
    if (error !== undefined) failures.inc({ method, code: error.code });
  };
}
