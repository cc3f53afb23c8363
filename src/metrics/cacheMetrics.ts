import { Counter, Gauge, type Registry } from 'prom-client';
import type { CacheCounts } from '../../chain/canonical/recent.ts';

/** What the caches are good for: read when it is asked for. */
export function cacheMetrics(registry: Registry, read: () => Readonly<Record<string, CacheCounts>>): void {
  const registers = [registry];
  const labelNames = ['cache'];
  const counter = (name: string, help: string, of: (counts: CacheCounts) => number) =>
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [cache, counts] of Object.entries(read())) this.inc({ cache }, of(counts));
      },
    });
  counter('xai_cache_hits_total', 'times that a cache had what was asked for', ({ hits }) => hits);
  counter('xai_cache_misses_total', 'times that a cache had not what was asked for', ({ misses }) => misses);
  new Gauge({
    name: 'xai_cache_entries',
    help: 'values that a cache holds',
    labelNames,
    registers,
    collect() {
      for (const [cache, { entries }] of Object.entries(read())) this.set({ cache }, entries);
    },
  });
}
