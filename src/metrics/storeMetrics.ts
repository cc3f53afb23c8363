import { Gauge, type Registry } from 'prom-client';
import type { Store } from '../../storage/store.ts';

/** How large each database of the store is. */
export function storeMetrics(registry: Registry, store: Pick<Store, 'stats'>): void {
  const labelNames = ['database'];
  const bytes = new Gauge({
    name: 'xai_lmdb_bytes',
    help: 'bytes of the pages of a database',
    labelNames,
    registers: [registry],
  });
  new Gauge({
    name: 'xai_lmdb_entries',
    help: 'entries of a database',
    labelNames,
    registers: [registry],
    collect() {
      for (const { database, entries, bytes: size } of store.stats()) {
        this.set({ database }, entries);
        bytes.set({ database }, size);
      }
    },
  });
}
