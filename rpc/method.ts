import type { TSchema } from '@sinclair/typebox';
import type { NodeContext } from './context.ts';
import type { FilterStore } from './filters/filterStore.ts';

/** Namespaces that a transport can be opened or closed for. */
export const NAMESPACES = [
  'eth',
  'net',
  'web3',
  'rpc',
  'txpool',
  'debug',
  'anvil',
  'hardhat',
  'evm',
  'tenderly',
  'personal',
  'wallet',
  'trace',
  'ots',
  'erigon',
  'alchemy',
  'xai',
  'engine',
  'testing',
  'workers',
] as const;

/** The part of a method's name before the underscore. */
export type Namespace = (typeof NAMESPACES)[number];

/**
 * Where a method runs when the node has reader processes (--rpc-workers): in any of them, on what is committed, or in the
 * writer, which alone has the pool, filters and keys and changes the chain. A reader whose handler turns out to need the
 * writer (the pending block, a transaction that waits) hands the request on.
 */
export type Place = 'reader' | 'writer';

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
  /** undefined over HTTP, which carries no notifications */
  readonly connection: Connection | undefined;
  /** The filters of eth_newFilter and its like; they belong to the server, not to a connection. */
  readonly filters: FilterStore;
}

/** A WebSocket connection as subscriptions use it. */
export interface Connection {
  /**
   * Makes a subscription with a fresh id; `start` gets a function that sends one notification (`result` is serialised
   * JSON text) and returns the one that ends the subscription. Notifications are held back until the answer that tells
   * the id has been sent, under the name `<namespace>_subscription`. Throws LimitExceededError.
   */
  subscribe(start: (notify: (result: string) => void) => () => void, namespace?: Namespace): string;
  /** Ends a subscription; false for an id that this connection does not have. */
  unsubscribe(id: string): boolean;
  /** Waits until the client has read most of what it was sent, for subscriptions that can wait with the next piece. */
  drained(): Promise<void>;
}

/**
 * A JSON-RPC method as data. Validation, error texts, the OpenRPC document and docs/rpc.md are derived from it. The
 * handler gets parameters that match the schemas, as JSON values (undefined where absent or null), and parses them with
 * rpc/schema/parse.ts; it returns a JSON value without bigints or bytes, or the text of one (JsonText).
 */
export interface Method {
  /** `namespace_name`, or `rpc.discover` */
  readonly name: string;
  /** one sentence */
  readonly summary: string;
  readonly params: readonly Parameter[];
  readonly result: TSchema;
  readonly resultName: string;
  /** Only where the transport carries notifications. */
  readonly websocketOnly?: boolean;
  /** Served in dev mode only; of anvil_*, hardhat_*, evm_* and tenderly_* every method is. */
  readonly devOnly?: boolean;
  /** Undefined: where its family runs (methods/table.ts). */
  readonly runs?: Place;
  handler(params: readonly unknown[], context: NodeContext, caller: Caller): unknown;
}

/** A method as a node serves it: with the place where it runs. */
export interface ServedMethod extends Method {
  readonly runs: Place;
}

/** A row of `Method.params` that a caller must give. */
export function required(name: string, schema: TSchema, description?: string): Parameter {
  return description === undefined
    ? { name, schema, required: true }
    : { name, schema, required: true, description };
}

/** A row of `Method.params` that a caller may leave out. */
export function optional(name: string, schema: TSchema, description?: string): Parameter {
  return description === undefined
    ? { name, schema, required: false }
    : { name, schema, required: false, description };
}

/** The namespace of a method name. */
export function namespaceOf(method: string): string {
  return method.slice(0, method.search(/[_.]/));
}
