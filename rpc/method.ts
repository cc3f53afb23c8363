import type { Static, TObject, TSchema, TTuple } from '@sinclair/typebox';
import type { NodeContext } from './context.ts';

/** Namespaces that a transport can be opened or closed for. */
export type Namespace = 'eth' | 'net' | 'web3' | 'rpc' | 'txpool' | 'debug' | 'anvil' | 'hardhat' | 'evm' | 'personal' | 'wallet' | 'trace' | 'xai';

/** One named parameter, in its position. */
export interface Parameter {
  readonly name: string;
  readonly schema: TSchema;
  readonly required: boolean;
  readonly description?: string;
}

/** What a handler may know of the connection a request came by. */
export interface Caller {
  readonly transport: 'http' | 'websocket';
  /** Sends a notification on a WebSocket; undefined over HTTP. */
  readonly connection: Connection | undefined;
}

/** A WebSocket connection as subscriptions use it. */
export interface Connection {
  /** Sends eth_subscription with this id; `result` is serialised JSON text. */
  notify(subscription: string, result: string): void;
  /** Subscriptions that end with the connection, by id. */
  readonly subscriptions: Map<string, () => void>;
}

/**
 * A JSON-RPC method as data. Validation, error texts, the OpenRPC document and docs/rpc.md are derived from it. The
 * handler gets parameters that match the schemas, as JSON values: it parses hex itself with rpc/schema/parse.ts.
 */
export interface Method {
  readonly name: string;
  /** one sentence */
  readonly summary: string;
  readonly params: readonly Parameter[];
  readonly result: TSchema;
  readonly resultName: string;
  /** Only where the transport carries notifications. */
  readonly websocketOnly?: boolean;
  handler(params: readonly unknown[], context: NodeContext, caller: Caller): unknown;
}

export type { Static, TObject, TTuple };
