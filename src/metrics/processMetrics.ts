import { Counter, Gauge, type Registry } from 'prom-client';
import { VERSION } from '../version.ts';

const MICROSECONDS = 1_000_000;

/** What the process uses of the machine, under Prometheus' own names, and which program it is. */
export function processMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'xai_build_info',
    help: 'always 1; the labels say which program runs',
    labelNames: ['version', 'bun', 'platform'],
    registers,
  }).set({ version: VERSION, bun: Bun.version, platform: `${process.platform}-${process.arch}` }, 1);
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'when the process started, in seconds since the epoch',
    registers,
  }).set((performance.timeOrigin | 0) / 1000);
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'memory that the process has in RAM, the mapped database included',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'xai_process_heap_bytes',
    help: 'memory that JavaScript objects use',
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'processor time that the process has used',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / MICROSECONDS);
    },
  });
}
