import { fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import type { DevControl } from '../rpc/context/dev.ts';
import type { NodeContext } from '../rpc/context.ts';
import type { Namespace } from '../rpc/method.ts';
import { type RpcServer, startServer } from '../rpc/server/server.ts';
import { watchFor } from './activity/attach.ts';
import { ClosingStack } from './closing.ts';
import { followerOf } from './follow/attach.ts';
import { healthOf } from './health.ts';
import { PoolJournal } from './journal/poolJournal.ts';
import type { NodeMetrics, NodeMetricsParts } from './metrics/nodeMetrics.ts';
import type { MetricsServer } from './metrics/server.ts';
import type { NodeOptions } from './nodeOptions.ts';
import { type BlockMaking, type Ground, makeBlockMaking, makeContext, openGround } from './nodeParts.ts';
import type { Spans } from './tracing/spans.ts';
import { firstCall, warmUp } from './warmUp.ts';
import type { ReaderServer, ReaderServerParts } from './workers/serveByReaders.ts';

/** milliseconds since the epoch: the clock that every part is given */
const now = Date.now;
/** Bytes of one request to the Engine API. */
const ENGINE_BODY_LIMIT = 128 * 1024 * 1024;
/** What a consensus client may call (Engine API, "underlying protocol"). */
const ENGINE_NAMESPACES: readonly Namespace[] = ['engine', 'eth', 'net', 'web3'];

/** A node that runs. */
export interface Node {
  readonly context: NodeContext;
  readonly server: RpcServer;
  /** The Engine API's; undefined where this node makes the blocks. */
  readonly engineServer: RpcServer | undefined;
  readonly metricsServer: MetricsServer | undefined;
  readonly dev: DevControl | undefined;
  /** Finishes the block being made, then closes server and store. */
  close(): Promise<void>;
}

/**
 * Assembles a node; here and in nodeParts.ts the parts meet, and nowhere else:
 *
 *     ground        store → engine → chain
 *     block making  clock → next block → pool → maker → producer
 *     context       calls, fees, wallet, dev mode, consensus: what the methods are given
 *     servers       JSON-RPC, and the Engine API where a consensus client drives the chain
 *
 * Whatever was opened is closed in reverse order, also when a later part cannot be made.
 */
export async function openNode(options: NodeOptions): Promise<Node> {
  const closing = new ClosingStack();
  try {
    return await assemble(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function assemble(options: NodeOptions, closing: ClosingStack): Promise<Node> {
  const watch = watchFor(options.activity);
  const ground = openGround(options, watch, closing);
  const spans = spansOf(options, closing);
  const making = makeBlockMaking(options, ground, closing, spans);
  watch.follow(ground.chain);
  const follower = followerOf(options.follow, {
    chain: ground.chain,
    pool: making.pool,
    logger: options.logger,
    secret: options.followSecret,
    now,
  });
  closing.add(() => follower?.close());
  const journal = journalOf(options, making, closing);
  const context = makeContext(options, watch, ground, { ...making, follower, journal });
  // Past the follower: what it hands on again later is not lost where no source answers now.
  await journal?.restore(making.access);

  const health = healthOf({ ...options, follower }, context.chain, now);
  let readers: ReaderServer | undefined;
  let ownServer: RpcServer | undefined;
  const metrics =
    options.metrics &&
    metricsOf(ground, context, () => ownServer?.load?.(), options.readers && { get: () => readers });
  const metricsServer = options.metrics && metrics && serveMetrics(options.metrics, metrics, health);
  closing.add(() => metricsServer?.stop());
  const onRequest = bothTold(bothTold(watch.onRequest, metrics?.onRequest), spans?.onRequest);
  readers = await startReaders(options, { context, store: ground.store, health });
  const server =
    readers ?? (await startServer({ ...options.listen, logger: options.logger, onRequest, health }, context));
  ownServer = server;
  closing.add(() => server.stop());
  const engineServer = await startEngineServer(options, context);
  closing.add(() => engineServer?.stop());
  making.producer.start();
  const head = () => ground.chain.head();
  await firstCall(context.calls, head);
  closing.add(warmUp(context.calls, head));
  return { context, server, engineServer, metricsServer, dev: context.dev, close: () => closing.close() };
}

function journalOf(
  { poolJournal, logger }: NodeOptions,
  { pool }: BlockMaking,
  closing: ClosingStack,
): PoolJournal | undefined {
  if (poolJournal === undefined) return undefined;
  const waits = (hash: Uint8Array) => pool.get(hash) !== undefined;
  const sync = poolJournal.sync ? promisify(fdatasync) : undefined;
  const journal = new PoolJournal(poolJournal.file, { waits, logger, sync });
  closing.add(() => journal.close());
  return journal;
}

// What only some nodes need is loaded by those alone: a start takes as long as what it loads.

async function startReaders(
  { readers, ...options }: NodeOptions,
  parts: ReaderServerParts,
): Promise<ReaderServer | undefined> {
  if (readers === undefined) return undefined;
  const { serveByReaders } =
    require('./workers/serveByReaders.ts') as typeof import('./workers/serveByReaders.ts');
  return serveByReaders({ ...options, readers }, parts);
}

function metricsOf(
  { store, chain }: Ground,
  context: NodeContext,
  load: NodeMetricsParts['load'],
  readers: NodeMetricsParts['readers'],
): NodeMetrics {
  const { createNodeMetrics } =
    require('./metrics/nodeMetrics.ts') as typeof import('./metrics/nodeMetrics.ts');
  return createNodeMetrics({
    store,
    chain: context.chain,
    pool: context.pool,
    onHead: (listener) => chain.onHead(listener),
    caches: () => chain.cacheCounts(),
    load,
    readers,
  });
}

function spansOf({ otelEndpoint }: NodeOptions, closing: ClosingStack): Spans | undefined {
  if (otelEndpoint === undefined) return undefined;
  const { startSpans } = require('./tracing/spans.ts') as typeof import('./tracing/spans.ts');
  const spans = startSpans(otelEndpoint);
  closing.add(() => spans.close().catch(() => undefined));
  return spans;
}

function serveMetrics(...given: Parameters<typeof import('./metrics/server.ts').startMetricsServer>) {
  const { startMetricsServer } = require('./metrics/server.ts') as typeof import('./metrics/server.ts');
  return startMetricsServer(...given);
}

/** Tells both; undefined where there is nobody to tell. */
function bothTold<T>(
  one: ((event: T) => void) | undefined,
  other: ((event: T) => void) | undefined,
): ((event: T) => void) | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return (event) => {
    one(event);
    other(event);
  };
}

/** The Engine API on its port: blocks are larger than what others may send, and every request needs a token. */
async function startEngineServer(
  { engine, rpc, logger }: NodeOptions,
  context: NodeContext,
): Promise<RpcServer | undefined> {
  if (engine === undefined) return undefined;
  const bodyLimit = Math.max(rpc.bodyLimit, ENGINE_BODY_LIMIT);
  return startServer(
    { ...engine, ...{ http: true, ws: true, corsOrigins: [], logger }, namespaces: ENGINE_NAMESPACES },
    { ...context, options: { ...rpc, bodyLimit } },
  );
}
