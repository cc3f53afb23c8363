/*
 * Longer than files here usually are: the one place that knows all the parts, in the order in which they are made.
 */
import { fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import { CallExecutor } from '../chain/call/executor.ts';
import { Blockchain } from '../chain/canonical/blockchain.ts';
import { createDevControl } from '../chain/dev/control.ts';
import { EditHistory } from '../chain/dev/editHistory.ts';
import { Impersonation } from '../chain/dev/impersonation.ts';
import { Snapshots } from '../chain/dev/snapshots.ts';
import { createFeeOracle } from '../chain/fees/oracle.ts';
import { ForkChoice } from '../chain/forkchoice/forkChoice.ts';
import { PayloadBuilder } from '../chain/forkchoice/payloadBuilder.ts';
import { type PoolAccess, poolAccess } from '../chain/pool/access.ts';
import { type ModuleGate, moduleGate } from '../chain/pool/moduleGate.ts';
import { TransactionPool } from '../chain/pool/pool.ts';
import { BlockMaker } from '../chain/produce/blockMaker.ts';
import { DevClock, WallClock } from '../chain/produce/clock.ts';
import { NextBlock } from '../chain/produce/nextBlock.ts';
import { BlockProducer } from '../chain/produce/producer.ts';
import { createWallet } from '../chain/wallet/wallet.ts';
import { moduleProtocol } from '../modules/protocol/protocol.ts';
import type { DevControl } from '../rpc/context/dev.ts';
import type { NodeContext } from '../rpc/context.ts';
import type { Namespace } from '../rpc/method.ts';
import { type RpcServer, startServer } from '../rpc/server/server.ts';
import type { Store } from '../storage/store.ts';
import type { Engine } from '../vm/engine.ts';
import { type ActivityWatch, watchFor } from './activity/attach.ts';
import { ClosingStack } from './closing.ts';
import { contractShelf } from './contractShelf.ts';
import { createExecutionEngine } from './executionEngine.ts';
import { followerOf } from './follow/attach.ts';
import type { Follower } from './follow/follower.ts';
import { healthOf } from './health.ts';
import { PoolJournal } from './journal/poolJournal.ts';
import { keptPool } from './keptPool.ts';
import type { NodeMetrics, NodeMetricsParts } from './metrics/nodeMetrics.ts';
import type { MetricsServer } from './metrics/server.ts';
import type { NodeOptions } from './nodeOptions.ts';
import { openStore } from './openStore.ts';
import { rpcChain } from './rpcChain.ts';
import type { Spans } from './tracing/spans.ts';
import { trieRangeCheck } from './trieRange.ts';
import { warmUp } from './warmUp.ts';
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
 * Assembles a node; the only place where the parts meet:
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
  closing.add(warmUp(context.calls, () => ground.chain.head()));
  return { context, server, engineServer, metricsServer, dev: context.dev, close: () => closing.close() };
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

/** What everything else stands on. */
interface Ground {
  readonly store: Store;
  readonly engine: Engine;
  readonly chain: Blockchain;
  /** The chain was there before. */
  readonly isUsed: boolean;
}

function openGround(options: NodeOptions, watch: ActivityWatch, closing: ClosingStack): Ground {
  const { dev, logger } = options;
  const store = openStore(options, closing);
  const engine = createExecutionEngine(options.execution);
  closing.add(() => engine.close?.());
  const isUsed = store.blocks.head() !== undefined;
  const chain = Blockchain.open(
    { genesis: isUsed && !options.genesisMustMatch ? undefined : options.genesis },
    {
      store,
      engine,
      protocol: moduleProtocol,
      contractSenders: dev !== undefined,
      tracerFor: dev?.traceContracts ? (transaction) => watch.traceTransaction(transaction) : undefined,
      onListenerError: (err) => logger.error({ err }, 'a listener of new blocks failed'),
    },
  );
  return { store, engine, chain, isUsed };
}

/** What turns transactions into blocks. */
interface BlockMaking {
  readonly next: NextBlock;
  readonly pool: TransactionPool;
  /** the pool as clients use it, where nobody but it must have a transaction */
  readonly access: PoolAccess;
  readonly maker: BlockMaker;
  readonly producer: BlockProducer;
  /** undefined on a plain Ethereum chain */
  readonly gate: ModuleGate | undefined;
  /** undefined on a real chain */
  readonly devTime: { readonly clock: DevClock; readonly edits: EditHistory } | undefined;
}

function makeBlockMaking(
  options: NodeOptions,
  { store, engine, chain, isUsed }: Ground,
  closing: ClosingStack,
  spans: Spans | undefined,
): BlockMaking {
  const { mining, logger, genesis } = options;
  const isDev = options.dev !== undefined;
  // A dev chain that begins at a time of its own goes on from there.
  const devTime = isDev
    ? { clock: new DevClock(now, isUsed ? undefined : genesis?.timestamp), edits: new EditHistory(store) }
    : undefined;
  const next = new NextBlock(
    {
      coinbase: mining.feeRecipient,
      gasLimit: mining.gasLimit,
      jumpsToGasLimit: isDev,
      extraData: mining.extraData,
      // Dev chains are reproducible; on a real one nobody outside can tell the next value.
      randaoSeed: isDev ? new Uint8Array(32) : crypto.getRandomValues(new Uint8Array(32)),
    },
    { chain, clock: devTime?.clock ?? new WallClock(now) },
  );
  const pool = new TransactionPool(options.pool, {
    latestState: () => store.latestState(),
    nextBlock: () => next.attributes(),
    now,
  });
  // The pool hears of a block before anybody who might ask it.
  chain.onHead((change) => pool.onHead(change));
  const maker = new BlockMaker(
    { order: mining.order, maxTransactions: mining.maxTransactions },
    { chain, pool, next, edits: devTime?.edits, onMade: spans?.onMade },
  );
  const producer = new BlockProducer(
    { mode: mining.mode.kind, interval: intervalOf(options) },
    { maker, lock: chain.lock, onFailure: (err) => logger.error({ err }, 'a block could not be made'), now },
  );
  closing.add(() => producer.close());
  const gate = moduleGate({
    engine,
    chain,
    latestState: () => store.latestState(),
    nextBlock: () => next.attributes(),
    check: (transaction) => pool.check(transaction),
  });
  const access = poolAccess(pool, producer, gate);
  return { next, pool, access, maker, producer, gate, devTime };
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

/** What the methods are given. */
function makeContext(
  options: NodeOptions,
  watch: ActivityWatch,
  { store, engine, chain }: Ground,
  making: BlockMaking & {
    readonly follower: Follower | undefined;
    readonly journal: PoolJournal | undefined;
  },
): NodeContext {
  const { follower, journal, next, pool, access, producer, devTime } = making;
  const { gasLimit, extraData } = options.mining;
  const pending = () => producer.pending();
  const requireTries = trieRangeCheck(options.rpc.proofRange, () => chain.head().header.number);
  const calls = new CallExecutor(
    {
      gasCap: options.rpc.callGasCap,
      timeout: options.rpc.callTimeout,
      contractSenders: options.dev !== undefined,
    },
    {
      engine,
      chain,
      pending,
      editsBefore: devTime === undefined ? undefined : (hash) => devTime.edits.before(hash),
      tracerFor: options.dev?.traceContracts ? () => watch.traceCall() : undefined,
      stateRoot: (changes, number) => {
        requireTries(number);
        return store.computeRoot(changes, number).root;
      },
      now,
    },
  );
  const payloads = new PayloadBuilder({ gasLimit, extraData }, { chain, pool });
  return {
    options: options.rpc,
    chain: rpcChain({ finality: options.finality }, { chain, pending, requireTries }),
    pool: follower === undefined && journal === undefined ? access : keptPool(access, making),
    calls,
    fees: createFeeOracle(options.tips, { chain, nextBlock: () => next.attributes() }),
    wallet: createWallet(options.dev?.privateKeys ?? []),
    contracts: options.dataDir === undefined ? undefined : contractShelf(options.dataDir),
    events: {
      onHead: (listener) => chain.onHead(listener),
      onPendingTransaction: (listener) => pool.onPending(listener),
    },
    dev: makeDevControl(options, watch, { store, chain }, making),
    payloads,
    consensus:
      options.engine === undefined
        ? undefined
        : new ForkChoice({ chain, store, payloads, execution: { engine } }),
  };
}

function makeDevControl(
  options: NodeOptions,
  watch: ActivityWatch,
  { store, chain }: Pick<Ground, 'store' | 'chain'>,
  { next, pool, maker, producer, gate, devTime }: BlockMaking,
): DevControl | undefined {
  if (options.dev === undefined || devTime === undefined) return undefined;
  const { clock, edits } = devTime;
  return createDevControl(
    {
      hardfork: next.attributes().rules.fork,
      order: options.mining.order,
      automine: producer.automine,
      interval: intervalOf(options),
      setLogging: (on) => watch.setRequestsTold(on),
    },
    {
      ...{ chain, store, pool, maker, producer, next, clock, edits, gate },
      impersonation: new Impersonation(options.dev.autoImpersonate),
      snapshots: new Snapshots({ chain, store, pool, next, clock }),
    },
  );
}

/** milliseconds between blocks; undefined: none are made by the clock */
function intervalOf({ mining: { mode } }: NodeOptions): number | undefined {
  return 'milliseconds' in mode ? mode.milliseconds : undefined;
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
