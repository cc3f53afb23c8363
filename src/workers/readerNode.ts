import { CallExecutor } from '../../chain/call/executor.ts';
import { ChainReader } from '../../chain/canonical/chainReader.ts';
import { openChain } from '../../chain/canonical/openChain.ts';
import { createFeeOracle } from '../../chain/fees/oracle.ts';
import { WallClock } from '../../chain/produce/clock.ts';
import { NextBlock } from '../../chain/produce/nextBlock.ts';
import { createWallet } from '../../chain/wallet/wallet.ts';
import { moduleProtocol } from '../../modules/protocol/protocol.ts';
import type { NodeContext } from '../../rpc/context.ts';
import type { HealthReport } from '../../rpc/server/health.ts';
import type { RequestEvent } from '../../rpc/server/options.ts';
import { type RpcServer, startServer } from '../../rpc/server/server.ts';
import { type FollowedEvents, followedEvents } from '../../rpc/workers/followedEvents.ts';
import { needsWriter, PAYLOADS_OF_WRITER, POOL_OF_WRITER } from '../../rpc/workers/needsWriter.ts';
import { readerMethods } from '../../rpc/workers/readerMethods.ts';
import { WriterLink } from '../../rpc/workers/writerLink.ts';
import { Store } from '../../storage/store.ts';
import { ClosingStack } from '../closing.ts';
import { createExecutionEngine } from '../executionEngine.ts';
import type { Logger } from '../logger.ts';
import { rpcChain } from '../rpcChain.ts';
import { boundedTries, trieRangeCheck } from '../trieRange.ts';
import type { ReaderSettings } from './readerSettings.ts';

/** milliseconds since the epoch */
const now = Date.now;

/** What a reader process is given beside its settings. */
export interface ReaderParts {
  readonly logger: Logger;
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  /** Called once when the writer has gone. */
  onWriterGone(): void;
}

/** A reader that answers. */
export interface ReaderNode {
  /** Finishes what was asked, then closes. */
  close(): Promise<void>;
}

/**
 * Assembles a reader, as src/node.ts does a node: the same server and methods over the same store, open for reading, with
 * the writer behind a socket for what is its own.
 *
 *     store (read only) → engine → canonical chain → calls, fees → context → server on the shared port
 *                                              writer link: news → events;  what a reader has not → the writer
 */
export async function openReader(settings: ReaderSettings, parts: ReaderParts): Promise<ReaderNode> {
  const closing = new ClosingStack();
  try {
    await assemble(settings, parts, closing);
    return { close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function assemble(
  settings: ReaderSettings,
  { logger, onRequest, onWriterGone }: ReaderParts,
  closing: ClosingStack,
): Promise<RpcServer> {
  const store = Store.open({ path: settings.store, durable: true, readOnly: true });
  closing.add(() => store.close());
  const refresh = () => store.refresh();
  const { context, events } = makeContext(settings, store, logger, closing);
  const { socket, listen, rpc } = settings;
  const link = await WriterLink.open(socket, {
    onNews: (news) => events.hear(news),
    onClosed: onWriterGone,
  });
  closing.add(() => link.close());
  const server = await startServer(
    {
      ...listen,
      ...{ reusePort: true, logger, onRequest },
      health: () => healthOfWriter(link),
      route: (methods) =>
        readerMethods(methods, { refresh, ask: (method, params) => link.ask(method, params) }),
      restElsewhere: (request) => link.pass(request, rpc.bodyLimit),
    },
    context,
  );
  closing.add(() => server.stop());
  return server;
}

function makeContext(
  settings: ReaderSettings,
  store: Store,
  logger: Logger,
  closing: ClosingStack,
): { readonly context: NodeContext; readonly events: FollowedEvents } {
  const { rpc, finality, tips, mining } = settings;
  const engine = createExecutionEngine(settings.execution);
  closing.add(() => engine.close?.());
  const config = openChain(store, undefined);
  const canonical = new ChainReader(
    config,
    store,
    config.nativeTransactions === true ? moduleProtocol : undefined,
  );
  const pending = async () => needsWriter();
  const requireTries = trieRangeCheck(settings.rpc.proofRange, () => canonical.head().header.number);
  const chain = rpcChain({ finality }, { chain: canonical, pending, requireTries, badBlocks: needsWriter });
  const next = new NextBlock(
    {
      coinbase: mining.feeRecipient,
      gasLimit: mining.gasLimit,
      jumpsToGasLimit: false,
      extraData: mining.extraData,
      // Nothing here makes a block.
      randaoSeed: new Uint8Array(32),
    },
    { chain: canonical, clock: new WallClock(now) },
  );
  const calls = new CallExecutor(
    { gasCap: rpc.callGasCap, timeout: rpc.callTimeout, contractSenders: false },
    {
      ...{ engine, chain: canonical, pending, now },
      ...boundedTries(store, requireTries),
    },
  );
  const events = followedEvents(chain, () => store.refresh(), logger);
  const context: NodeContext = {
    ...{ options: rpc, chain, calls, events },
    pool: POOL_OF_WRITER,
    fees: createFeeOracle(tips, { chain: canonical, nextBlock: () => next.attributes() }),
    wallet: createWallet([]),
    dev: undefined,
    payloads: PAYLOADS_OF_WRITER,
  };
  return { context, events };
}

/** A reader is as well as the writer that feeds it. */
async function healthOfWriter(link: WriterLink): Promise<HealthReport> {
  try {
    const answer = await link.fetch('/ready', { signal: AbortSignal.timeout(2_000) });
    return (await answer.json()) as HealthReport;
  } catch {
    const reason = 'the process that makes blocks does not answer';
    return { healthy: false, ready: false, reason, head: undefined };
  }
}
