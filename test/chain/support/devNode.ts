import { CallExecutor } from '../../../chain/call/executor.ts';
import { createDevControl, type DevControl } from '../../../chain/dev/control.ts';
import { EditHistory } from '../../../chain/dev/editHistory.ts';
import { Impersonation } from '../../../chain/dev/impersonation.ts';
import { MinedBlobs } from '../../../chain/dev/minedBlobs.ts';
import type { DevParts } from '../../../chain/dev/parts.ts';
import { Snapshots } from '../../../chain/dev/snapshots.ts';
import { DEFAULT_TIP_OPTIONS } from '../../../chain/fees/gasPrice.ts';
import { createFeeOracle, type FeeOracle } from '../../../chain/fees/oracle.ts';
import type { Genesis } from '../../../chain/genesis/parse.ts';
import { type PoolAccess, poolAccess } from '../../../chain/pool/access.ts';
import { moduleGate } from '../../../chain/pool/moduleGate.ts';
import { DEV_POOL_OPTIONS, type PoolOptions } from '../../../chain/pool/options.ts';
import { TransactionPool } from '../../../chain/pool/pool.ts';
import { BlockMaker } from '../../../chain/produce/blockMaker.ts';
import { DevClock } from '../../../chain/produce/clock.ts';
import { NextBlock } from '../../../chain/produce/nextBlock.ts';
import { BlockProducer, type MiningMode } from '../../../chain/produce/producer.ts';
import type { Protocol } from '../../../chain/protocol/protocol.ts';
import { ImpersonatedSignatures } from '../../../vm/reference/impersonatingEngine.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { openTestChain, testGenesis } from './chain.ts';

/** How the development node of a test differs from an instant one. */
export interface DevNodeOptions {
  readonly mode?: MiningMode;
  /** milliseconds */
  readonly interval?: number;
  readonly fork?: ForkName;
  readonly maxTransactions?: number;
  readonly pool?: Partial<PoolOptions>;
  /** undefined: that of rich accounts under `fork` */
  readonly genesis?: Genesis;
  /** XAI's modules */
  readonly protocol?: Protocol;
}

/** A development node without its network side. */
export interface DevNode extends DevParts, AsyncDisposable {
  readonly access: PoolAccess;
  readonly calls: CallExecutor;
  readonly fees: FeeOracle;
  readonly dev: DevControl;
  readonly failures: unknown[];
  /** The time in milliseconds; real time until it is set. */
  time: number | undefined;
}

const CALL_GAS_CAP = 50_000_000n;

/** Every part of a development node on a chain in a temporary folder. */
export async function openDevNode(options: DevNodeOptions = {}): Promise<DevNode> {
  const { mode = 'instant', interval, fork = 'osaka', maxTransactions, protocol } = options;
  const opened = await openTestChain(options.genesis ?? testGenesis(fork), {
    contractSenders: true,
    protocol,
    editsBefore: (hash) => edits.before(hash),
  });
  const { chain, store } = opened;
  const edits = new EditHistory(store);
  const engine = createWasmEngine();
  const failures: unknown[] = [];
  const now = () => node.time ?? Date.now();
  const clock = new DevClock(now);
  const next = new NextBlock(
    {
      coinbase: new Uint8Array(20),
      gasLimit: undefined,
      jumpsToGasLimit: true,
      extraData: new Uint8Array(0),
      randaoSeed: new Uint8Array(32),
    },
    { chain, clock },
  );
  const pool = new TransactionPool(
    { ...DEV_POOL_OPTIONS, ...options.pool },
    { latestState: () => store.latestState(), nextBlock: () => next.attributes(), now },
  );
  const blobs = new MinedBlobs();
  chain.onHead((change) => blobs.onHead(change, (hash) => pool.get(hash)?.sidecar));
  chain.onHead((change) => pool.onHead(change));
  const maker = new BlockMaker({ order: 'fees', maxTransactions }, { chain, pool, next, edits });
  const producer = new BlockProducer(
    { mode, interval },
    { maker, lock: chain.lock, onFailure: (error) => failures.push(error), now },
  );
  const snapshots = new Snapshots({ chain, store, pool, next, clock });
  const impersonation = new Impersonation(false);
  const gate = moduleGate({
    engine,
    chain,
    latestState: () => store.latestState(),
    nextBlock: () => next.attributes(),
    check: (transaction) => pool.check(transaction),
  });
  const parts: DevParts = {
    chain,
    store,
    pool,
    maker,
    producer,
    next,
    clock,
    edits,
    blobs,
    impersonation,
    signatures: new ImpersonatedSignatures(),
    snapshots,
    gate,
  };
  const node: DevNode = {
    ...parts,
    access: poolAccess(pool, producer, { gate }),
    calls: new CallExecutor(
      { gasCap: CALL_GAS_CAP, timeout: 5_000, contractSenders: true },
      {
        engine,
        chain,
        pending: () => producer.pendingState(),
        stateRoot: (changes, number) => store.computeRoot(changes, number).root,
        stateNodes: (number, accesses, changes) => store.stateNodes(number, accesses, changes),
        now: Date.now,
      },
    ),
    fees: createFeeOracle(DEFAULT_TIP_OPTIONS, { chain, nextBlock: () => next.attributes() }),
    dev: createDevControl(
      { hardfork: fork, order: 'fees', automine: mode === 'instant', interval, setLogging: () => undefined },
      parts,
    ),
    failures,
    time: undefined,
    async [Symbol.asyncDispose]() {
      await producer.close();
      await opened[Symbol.asyncDispose]();
    },
  };
  producer.start();
  return node;
}
