import { Registry } from 'prom-client';
import type { RequestEvent } from '../../rpc/server/options.ts';
import type { Store } from '../../storage/store.ts';
import { type ChainSource, chainMetrics } from './chainMetrics.ts';
import { processMetrics } from './processMetrics.ts';
import { rpcMetrics } from './rpcMetrics.ts';
import { storeMetrics } from './storeMetrics.ts';

/** The figures of one node. */
export interface NodeMetrics {
  /** To be told of every answered request. */
  readonly onRequest: (event: RequestEvent) => void;
  /** All figures in Prometheus' text format. */
  text(): Promise<string>;
}

/** Begins to count. */
export function createNodeMetrics(
  parts: ChainSource & { readonly store: Pick<Store, 'stats'> },
): NodeMetrics {
  const registry = new Registry();
  processMetrics(registry);
  chainMetrics(registry, parts);
  storeMetrics(registry, parts.store);
  const onRequest = rpcMetrics(registry);
  return { onRequest, text: () => registry.metrics() };
}
