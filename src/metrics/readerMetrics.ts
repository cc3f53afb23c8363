import { Counter, Gauge, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';
import type { RequestEvent } from '../../rpc/server/options.ts';
import { rpcMetrics } from './rpcMetrics.ts';

const MICROSECONDS = 1_000_000;

/** Figures as prom-client hands them from process to process. */
export type Figures = MetricObjectWithValues<MetricValue<string>>[];

/** What a reader process counts: its requests, and what it uses of the machine. Returns what is to be told of each request. */
export function readerMetrics(registry: Registry, worker: number): (event: RequestEvent) => void {
  const labels = { worker: String(worker) };
  const registers = [registry];
  new Gauge({
    name: 'xai_rpc_worker_resident_memory_bytes',
    help: 'memory that a reader process has in RAM, the mapped database included',
    labelNames: ['worker'],
    registers,
    collect() {
      this.set(labels, process.memoryUsage.rss());
    },
  });
  new Counter({
    name: 'xai_rpc_worker_cpu_seconds_total',
    help: 'processor time that a reader process has used',
    labelNames: ['worker'],
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc(labels, (user + system) / MICROSECONDS);
    },
  });
  return rpcMetrics(registry);
}

/** How many readers answer, and how often one was started again: read from whoever looks after them. */
export function supervisionMetrics(
  registry: Registry,
  read: () => { readonly ready: number; readonly restarts: number } | undefined,
): void {
  const registers = [registry];
  new Gauge({
    name: 'xai_rpc_workers',
    help: 'reader processes that answer',
    registers,
    collect() {
      this.set(read()?.ready ?? 0);
    },
  });
  new Counter({
    name: 'xai_rpc_worker_restarts_total',
    help: 'times that a reader process ended and was started again',
    registers,
    collect() {
      this.reset();
      this.inc(read()?.restarts ?? 0);
    },
  });
}
