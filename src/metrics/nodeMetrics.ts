import { AggregatorRegistry, Registry } from 'prom-client';
import type { CacheCounts } from '../../chain/canonical/recent.ts';
import type { RequestEvent } from '../../rpc/server/options.ts';
import type { ServerLoad } from '../../rpc/server/server.ts';
import { cacheMetrics } from './cacheMetrics.ts';
import { type ChainSource, chainMetrics } from './chainMetrics.ts';
import { processMetrics } from './processMetrics.ts';
import { type Figures, supervisionMetrics } from './readerMetrics.ts';
import { rpcMetrics } from './rpcMetrics.ts';
import { serverMetrics } from './serverMetrics.ts';
import { type StoreSource, storeMetrics } from './storeMetrics.ts';

/** The figures of one node. */
export interface NodeMetrics {
  /** To be told of every answered request. */
  readonly onRequest: (event: RequestEvent) => void;
  /** All figures in Prometheus' text format. */
  text(): Promise<string>;
}

/** The processes that answer requests where there are such. */
export interface ReaderFigures {
  status(): { readonly ready: number; readonly restarts: number };
  figures(): Promise<readonly Figures[]>;
}

/** What the metrics are read from. */
export interface NodeMetricsParts extends ChainSource {
  readonly store: StoreSource;
  caches(): Readonly<Record<string, CacheCounts>>;
  /** what clients hold open here; undefined: no server runs (yet) */
  load(): ServerLoad | undefined;
  /** undefined: this process answers requests itself */
  readonly readers?: { get(): ReaderFigures | undefined } | undefined;
}

/** Begins to count. */
export function createNodeMetrics(parts: NodeMetricsParts): NodeMetrics {
  const registry = new Registry();
  processMetrics(registry);
  chainMetrics(registry, parts);
  storeMetrics(registry, parts.store);
  cacheMetrics(registry, () => parts.caches());
  serverMetrics(registry, () => parts.load());
  const { readers } = parts;
  if (readers === undefined) return { onRequest: rpcMetrics(registry), text: () => registry.metrics() };
  supervisionMetrics(registry, () => readers.get()?.status());
  return {
    // The readers count what they answer, also what they hand on to this process.
    onRequest: () => undefined,
    text: async () => {
      const figures = (await readers.get()?.figures()) ?? [];
      const ofReaders = AggregatorRegistry.aggregate([...figures]);
      return `${await registry.metrics()}\n${await ofReaders.metrics()}`;
    },
  };
}
