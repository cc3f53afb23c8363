import type { TipOptions } from '../chain/fees/gasPrice.ts';
import type { Genesis } from '../chain/genesis/parse.ts';
import type { PoolOptions } from '../chain/pool/options.ts';
import type { TransactionOrder } from '../chain/pool/selection.ts';
import type { RpcOptions } from '../rpc/context.ts';
import type { Activity } from './activity/activity.ts';
import type { ListenOptions } from './config/rpcSettings.ts';
import type { ExecutionOptions } from './executionEngine.ts';
import type { Logger, LoggerOptions } from './logger.ts';
import type { MetricsAddress } from './metrics/server.ts';

/** When blocks are made. */
export type MiningMode =
  /** for every transaction */
  | { readonly kind: 'instant' }
  /** every so many milliseconds */
  | { readonly kind: 'interval'; readonly milliseconds: number }
  /** both */
  | { readonly kind: 'mixed'; readonly milliseconds: number }
  /** when a method asks for one */
  | { readonly kind: 'manual' };

/** How blocks are made. */
export interface MiningOptions {
  readonly mode: MiningMode;
  /** 20 bytes */
  readonly feeRecipient: Uint8Array;
  /** gas limit to move towards; undefined: the parent's */
  readonly gasLimit: bigint | undefined;
  /** at most 32 bytes, in every header */
  readonly extraData: Uint8Array;
  readonly order: TransactionOrder;
  /** transactions in one block; undefined: as many as fit */
  readonly maxTransactions: number | undefined;
}

/** What exists in dev mode only. */
export interface DevModeOptions {
  /** 32 bytes each */
  readonly privateKeys: readonly Uint8Array[];
  readonly autoImpersonate: boolean;
  /** Print console.log lines and why transactions fail. */
  readonly traceContracts: boolean;
}

/** The port of the Engine API. */
export interface EngineOptions {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  /** 32 bytes */
  readonly jwtSecret: Uint8Array;
}

/** Everything that openNode needs to know. */
export interface NodeOptions {
  /** undefined: a temporary directory that is deleted at the end */
  readonly dataDir: string | undefined;
  /** The first block of an empty store; undefined: the store must be initialised. */
  readonly genesis: Genesis | undefined;
  /** True: a used store must begin with `genesis`; false: it keeps its own. */
  readonly genesisMustMatch: boolean;
  /** blocks before the head whose states are kept; undefined: of all */
  readonly keepStates?: number | undefined;
  readonly listen: ListenOptions;
  readonly rpc: RpcOptions;
  readonly mining: MiningOptions;
  readonly pool: PoolOptions;
  /**
   * File with the transactions that wait for a block, and whether the disk is waited for; undefined: they are forgotten with
   * the process.
   */
  readonly poolJournal?: { readonly file: string; readonly sync: boolean } | undefined;
  readonly tips: TipOptions;
  /** blocks behind the head of the newest safe and the newest final one; undefined: as they are marked */
  readonly finality: { readonly safe: bigint; readonly finalized: bigint } | undefined;
  /** undefined: a real chain */
  readonly dev: DevModeOptions | undefined;
  /** A consensus client drives the chain over a port of its own; undefined: this node makes the blocks. */
  readonly engine: EngineOptions | undefined;
  /** addresses of nodes whose blocks are taken over; none are made here then */
  readonly follow: readonly string[];
  /** Processes that answer requests in place of this one; undefined: none. Linux only. */
  readonly readers?: { readonly count: number; readonly log: LoggerOptions } | undefined;
  /** signs tokens for them, where they ask for one; 32 bytes */
  readonly followSecret?: Uint8Array | undefined;
  /** where figures are shown; undefined: nothing is counted */
  readonly metrics: MetricsAddress | undefined;
  /** base address of the OpenTelemetry collector that traces are sent to; undefined: there are none */
  readonly otelEndpoint?: string | undefined;
  /** what executes transactions */
  readonly execution: ExecutionOptions;
  readonly activity: Activity;
  readonly logger: Logger;
}
