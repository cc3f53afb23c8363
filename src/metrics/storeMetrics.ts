import { Gauge, type Registry } from 'prom-client';
import type { Store } from '../../storage/store.ts';
import { gaugesOf } from './gauge.ts';

/** What the metrics of the store are read from. */
export type StoreSource = Pick<Store, 'stats' | 'usage' | 'oldestState'>;

/** How large the store and each of its databases are, and who reads it. */
export function storeMetrics(registry: Registry, store: StoreSource): void {
  const registers = [registry];
  const labelNames = ['database'];
  const bytes = new Gauge({
    name: 'xai_lmdb_bytes',
    help: 'bytes of the pages of a database',
    labelNames,
    registers,
  });
  new Gauge({
    name: 'xai_lmdb_entries',
    help: 'entries of a database',
    labelNames,
    registers,
    collect() {
      for (const { database, entries, bytes: size } of store.stats()) {
        this.set({ database }, entries);
        bytes.set({ database }, size);
      }
    },
  });
  const gauge = gaugesOf(registry);
  gauge('xai_lmdb_map_bytes', 'address space of the store; it grows by itself', () => store.usage().mapBytes);
  gauge(
    'xai_lmdb_used_bytes',
    'bytes of the file that are used, free pages included',
    () => store.usage().usedBytes,
  );
  gauge('xai_lmdb_readers', 'places of the reader table that are taken', () => store.usage().readers);
  gauge('xai_lmdb_readers_max', 'places that the reader table has', () => store.usage().maxReaders);
  gauge('xai_chain_oldest_state_block', 'oldest block whose state is kept', () =>
    Number(store.oldestState()),
  );
}
