import type { TSchema } from '@sinclair/typebox';
import type { NodeContext } from '../context.ts';
import type { ContractRegistry } from '../contracts/registry.ts';

/** What a route may use. */
export interface RouteContext {
  readonly node: NodeContext;
  readonly registry: ContractRegistry;
  /** A JSON-RPC method of this node, with its own checks: the two sides share what is underneath. Throws RpcError. */
  call<T>(method: string, ...params: readonly unknown[]): Promise<T>;
}

/** A request that met its schemas. */
export interface RouteRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A REST resource as data: validation and the OpenAPI document are derived from it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** with `:name` for its parameters */
  readonly path: string;
  /** one sentence */
  readonly summary: string;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly result: TSchema;
  handler(request: RouteRequest, context: RouteContext): Promise<unknown>;
}
