import { join } from 'node:path';
import type { NodeContext } from '../../rpc/context.ts';
import { NAMESPACES, type Namespace } from '../../rpc/method.ts';
import type { HealthReport } from '../../rpc/server/health.ts';
import { type RpcServer, startServer } from '../../rpc/server/server.ts';
import { urlHost } from '../../rpc/server/urlHost.ts';
import type { Store } from '../../storage/store.ts';
import { storePath } from '../chainAccess.ts';
import { ClosingStack } from '../closing.ts';
import { ephemeralDirectory } from '../ephemeral.ts';
import type { Figures } from '../metrics/readerMetrics.ts';
import type { NodeOptions } from '../nodeOptions.ts';
import { Readers } from './readers.ts';

/** A port that reader processes share. */
export interface ReaderServer extends RpcServer {
  /** Readers that answer, and how often one was started again. */
  status(): { readonly ready: number; readonly restarts: number };
  /** The figures of each. */
  figures(): Promise<readonly Figures[]>;
}

/** What it stands on. */
export interface ReaderServerParts {
  readonly context: NodeContext;
  readonly store: Store;
  readonly health: () => HealthReport;
}

/** All but the consensus client's, which has a port of its own. */
const OPEN_NAMESPACES = NAMESPACES.filter((namespace) => namespace !== 'engine');

/** Times the bound of a body: JSON that is written anew may be longer, as 1e20 is. */
const REWRITTEN = 8;
const LARGEST_MESSAGE = 2 ** 31 - 1;
/** Bytes that may wait for a reader before it is given up. */
const SEND_BUFFER = 256 * 1024 * 1024;

/**
 * Serves JSON-RPC by reader processes, and what they hand on by this one, the writer:
 *
 *     clients ──TCP, shared port──> reader 1 … reader N ──Unix socket──> writer
 *                                        └── LMDB, read only ──┘            └── LMDB
 *
 * Throws with code EADDRINUSE where the port is taken, ReaderError.
 */
export async function serveByReaders(
  options: NodeOptions & { readonly readers: NonNullable<NodeOptions['readers']> },
  { context, store, health }: ReaderServerParts,
): Promise<ReaderServer> {
  const { listen, rpc, logger, dataDir, readers } = options;
  const { count, log } = readers;
  if (dataDir === undefined) throw new Error('readers need a data directory');
  const closing = new ClosingStack();
  try {
    const port = freePort(listen.host, listen.port);
    // A directory that nobody else may enter: whoever reaches the socket is asked for nothing.
    const directory = ephemeralDirectory('rpc');
    closing.add(() => directory.remove());
    const socket = join(directory.path, 'writer.sock');
    const writer = await startServer(writerOptions(options, socket, health), {
      ...context,
      options: { ...rpc, bodyLimit: Math.min(LARGEST_MESSAGE, rpc.bodyLimit * REWRITTEN) },
    });
    closing.add(() => writer.stop());
    const { mining, tips, finality, execution, metrics } = options;
    const { feeRecipient, gasLimit, extraData } = mining;
    const { connectionLimit } = listen;
    const share = connectionLimit && Math.max(1, Math.floor(connectionLimit / count));
    const running = await Readers.start(
      count,
      {
        store: storePath(dataDir),
        listen: { ...listen, port, connectionLimit: share },
        mining: { feeRecipient, gasLimit, extraData },
        ...{ socket, rpc, tips, finality, execution, log, counted: metrics !== undefined },
      },
      { logger, onEnded: () => store.forgetDeadReaders() },
    );
    closing.add(() => running.stop());
    const { host } = listen;
    return {
      ...{ host, port, url: `http://${urlHost(host)}:${port}` },
      status: () => running.status(),
      figures: () => running.figures(),
      stop: () => closing.close(),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** The server behind the readers: all that they may hand on, without the bounds on clients, which they keep. */
function writerOptions({ listen, logger }: NodeOptions, unix: string, health: () => HealthReport) {
  const { namespaces = OPEN_NAMESPACES, wsNamespaces = namespaces, rest } = listen;
  const { corsOrigins, responseLimit } = listen;
  return {
    ...{ unix, host: '', port: 0, http: true, ws: true, rest, corsOrigins, responseLimit, logger, health },
    namespaces,
    wsNamespaces: [...new Set<Namespace>([...namespaces, ...wsNamespaces, 'workers'])],
    sendBufferLimit: SEND_BUFFER,
  };
}

/**
 * The port that the readers will share, found free: they bind it in a way that would let them share it with a stranger's
 * node too. Throws with code EADDRINUSE.
 */
function freePort(hostname: string, port: number): number {
  const probe = Bun.serve({ hostname, port, reusePort: false, fetch: () => new Response() });
  const found = probe.port ?? port;
  void probe.stop(true);
  return found;
}
