import { availableParallelism } from 'node:os';
import { SenderThread } from '../chain/block/senderThread.ts';
import { CallExecutor } from '../chain/call/executor.ts';
import { Blockchain } from '../chain/canonical/blockchain.ts';
import { createDevControl } from '../chain/dev/control.ts';
import { EditHistory } from '../chain/dev/editHistory.ts';
import { Impersonation } from '../chain/dev/impersonation.ts';
import { MinedBlobs } from '../chain/dev/minedBlobs.ts';
import { Snapshots } from '../chain/dev/snapshots.ts';
import { createFeeOracle } from '../chain/fees/oracle.ts';
import { ForkChoice } from '../chain/forkchoice/forkChoice.ts';
import { PayloadBuilder } from '../chain/forkchoice/payloadBuilder.ts';
import { type PoolAccess, poolAccess } from '../chain/pool/access.ts';
import { Arrivals } from '../chain/pool/arrivals.ts';
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
import type { Store } from '../storage/store.ts';
import type { Engine } from '../vm/engine.ts';
import { ImpersonatedSignatures, impersonatingEngine } from '../vm/reference/impersonatingEngine.ts';
import type { ActivityWatch } from './activity/attach.ts';
import type { ClosingStack } from './closing.ts';
import { contractShelf } from './contractShelf.ts';
import { createExecutionEngine } from './executionEngine.ts';
import type { Follower } from './follow/follower.ts';
import type { PoolJournal } from './journal/poolJournal.ts';
import { keptPool } from './keptPool.ts';
import type { NodeOptions } from './nodeOptions.ts';
import { openStore } from './openStore.ts';
import { rpcChain } from './rpcChain.ts';
import type { Spans } from './tracing/spans.ts';
import { boundedTries, trieRangeCheck } from './trieRange.ts';

/** milliseconds since the epoch: the clock that every part is given */
const now = Date.now;

// What a node is made of but its servers: src/node.ts puts it together.

/** What everything else stands on. */
export interface Ground {
  readonly store: Store;
  readonly engine: Engine;
  /** undefined on a real chain */
  readonly signatures: ImpersonatedSignatures | undefined;
  /** undefined on a real chain */
  readonly edits: EditHistory | undefined;
  readonly chain: Blockchain;
  /** The chain was there before. */
  readonly isUsed: boolean;
}

/** Opens the store, what executes, and the chain on it. */
export function openGround(options: NodeOptions, watch: ActivityWatch, closing: ClosingStack): Ground {
  const { dev, logger } = options;
  const store = openStore(options, closing);
  const chosen = createExecutionEngine(options.execution);
  closing.add(() => chosen.close?.());
  const signatures = dev === undefined ? undefined : new ImpersonatedSignatures();
  const engine = signatures === undefined ? chosen : impersonatingEngine(chosen, signatures);
  const isUsed = store.blocks.head() !== undefined;
  const edits = dev === undefined ? undefined : new EditHistory(store);
  const chain = Blockchain.open(
    { genesis: isUsed && !options.genesisMustMatch ? undefined : options.genesis },
    {
      store,
      engine,
      protocol: moduleProtocol,
      contractSenders: dev !== undefined,
      tracerFor: dev?.traceContracts ? (transaction) => watch.traceTransaction(transaction) : undefined,
      editsBefore: edits && ((hash) => edits.before(hash)),
      onListenerError: (err) => logger.error({ err }, 'a listener of new blocks failed'),
    },
  );
  return { store, engine, signatures, edits, chain, isUsed };
}

/** What turns transactions into blocks. */
export interface BlockMaking {
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
  /** undefined on a real chain */
  readonly blobs: MinedBlobs | undefined;
}

/** Makes pool, maker and producer, which makes nothing before it is started. */
export function makeBlockMaking(
  options: NodeOptions,
  { store, engine, edits, chain, isUsed }: Ground,
  closing: ClosingStack,
  spans: Spans | undefined,
): BlockMaking {
  const { mining, logger, genesis } = options;
  const isDev = options.dev !== undefined;
  // A dev chain that begins at a time of its own goes on from there.
  const devTime = edits && { clock: new DevClock(now, isUsed ? undefined : genesis?.timestamp), edits };
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
  // The pool hears of a block before anybody who might ask it, but after what keeps the blobs that it lets go.
  const blobs = isDev ? new MinedBlobs() : undefined;
  if (blobs !== undefined) chain.onHead((change) => blobs.onHead(change, (hash) => pool.get(hash)?.sidecar));
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
  const access = poolAccess(pool, producer, { gate, arrivals: arrivalsOf(closing) });
  return { next, pool, access, maker, producer, gate, devTime, blobs };
}

/** Who recovers transactions that arrive together; undefined where the process has one core for everything. */
function arrivalsOf(closing: ClosingStack): Arrivals | undefined {
  if (availableParallelism() < 2) return undefined;
  const thread = new SenderThread();
  closing.add(() => thread.close());
  return new Arrivals(thread);
}

/** What the methods are given. */
export function makeContext(
  options: NodeOptions,
  watch: ActivityWatch,
  { store, engine, signatures, chain }: Ground,
  making: BlockMaking & {
    readonly follower: Follower | undefined;
    readonly journal: PoolJournal | undefined;
  },
): NodeContext {
  const { follower, journal, next, pool, access, producer } = making;
  const { gasLimit, extraData } = options.mining;
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
      pending: () => producer.pendingState(),
      tracerFor: options.dev?.traceContracts ? () => watch.traceCall() : undefined,
      ...boundedTries(store, requireTries),
      now,
    },
  );
  const payloads = new PayloadBuilder({ gasLimit, extraData }, { chain, pool });
  return {
    options: options.rpc,
    chain: rpcChain(
      { finality: options.finality },
      { chain, pending: () => producer.pending(), requireTries },
    ),
    pool: follower === undefined && journal === undefined ? access : keptPool(access, making),
    calls,
    fees: createFeeOracle(options.tips, { chain, nextBlock: () => next.attributes() }),
    wallet: createWallet(options.dev?.privateKeys ?? []),
    contracts: options.dataDir === undefined ? undefined : contractShelf(options.dataDir),
    events: {
      onHead: (listener) => chain.onHead(listener),
      onPendingTransaction: (listener) => pool.onPending(listener),
    },
    dev: makeDevControl(options, watch, { store, signatures, chain }, making),
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
  { store, signatures, chain }: Pick<Ground, 'store' | 'signatures' | 'chain'>,
  { next, pool, maker, producer, gate, devTime, blobs }: BlockMaking,
): DevControl | undefined {
  if (options.dev === undefined || !devTime || !blobs || !signatures) return undefined;
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
      ...{ chain, store, pool, maker, producer, next, clock, edits, blobs, gate },
      impersonation: new Impersonation(options.dev.autoImpersonate),
      signatures,
      snapshots: new Snapshots({ chain, store, pool, next, clock }),
    },
  );
}

/** milliseconds between blocks; undefined: none are made by the clock */
function intervalOf({ mining: { mode } }: NodeOptions): number | undefined {
  return 'milliseconds' in mode ? mode.milliseconds : undefined;
}
