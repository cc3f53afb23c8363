import type { RpcOptions } from '../../rpc/context.ts';
import type { ListenOptions } from '../config/rpcSettings.ts';
import type { LoggerOptions } from '../logger.ts';
import type { Figures } from '../metrics/readerMetrics.ts';
import type { MiningOptions, NodeOptions } from '../nodeOptions.ts';

/** All that a reader process needs to know; told over the channel that its parent gives it. */
export interface ReaderSettings extends Pick<NodeOptions, 'tips' | 'finality' | 'execution'> {
  /** from 1 on */
  readonly worker: number;
  /** directory of the store */
  readonly store: string;
  /** path of the writer's socket */
  readonly socket: string;
  /** The port is a real one. */
  readonly listen: ListenOptions;
  readonly rpc: RpcOptions;
  /** what the next block's fees follow from */
  readonly mining: Pick<MiningOptions, 'feeRecipient' | 'gasLimit' | 'extraData'>;
  readonly log: LoggerOptions;
  /** Requests are counted, for the writer's metrics. */
  readonly counted: boolean;
}

/** From the writer to a reader process. */
export type Order =
  | { readonly kind: 'settings'; readonly settings: ReaderSettings }
  /** Answer with your figures. */
  | { readonly kind: 'count' }
  /** Answer what was asked, then end. */
  | { readonly kind: 'stop' };

/** From a reader process to the writer. */
export type Report =
  /** It runs and waits for its settings. */
  | { readonly kind: 'hello' }
  /** It answers requests. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }
  | { readonly kind: 'figures'; readonly figures: Figures };
