import { type JSONRPCRequest, type JSONRPCResponse, JSONRPCServer } from 'json-rpc-2.0';
import type { NodeContext } from '../context.ts';
import { type ErrorObject, INTERNAL_ERROR, toErrorObject } from '../errorObject.ts';
import {
  InvalidRequestError,
  MethodNotFoundError,
  NotificationsUnsupportedError,
  ResponseTooLargeError,
} from '../errors.ts';
import type { Caller, Method } from '../method.ts';
import { checkParams } from '../schema/check.ts';
import { decodeEnvelope } from './envelope.ts';
import type { RequestEvent, RpcLogger } from './options.ts';

/** What a dispatcher is told. */
export interface DispatchOptions {
  /** requests in one batch */
  readonly batchLimit: number;
  /** bytes of a batch's answers together */
  readonly responseLimit: number;
  readonly logger: RpcLogger;
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
}

/** Answers the body of one HTTP request or WebSocket message; undefined where nothing is to be sent. Never rejects. */
export type Dispatch = (body: string | Uint8Array, caller: Caller) => Promise<string | undefined>;

/**
 * body → envelope → method → parameters → handler → answer. The requests of a batch run one after the other, in order,
 * as in geth: a batch may send a transaction and ask for its effect.
 */
export function createDispatch(
  options: DispatchOptions,
  parts: { readonly methods: readonly Method[]; readonly context: NodeContext },
): Dispatch {
  const server = createServer(options, parts);

  async function answerBatch(batch: readonly unknown[], caller: Caller): Promise<string | undefined> {
    if (batch.length === 0) return failure(null, new InvalidRequestError('empty batch'));
    if (batch.length > options.batchLimit) {
      const message = `batch too large: ${batch.length} requests, the limit is ${options.batchLimit} (--rpc-batch-limit)`;
      return failure(null, new InvalidRequestError(message));
    }
    const answers: string[] = [];
    let size = 0;
    for (const request of batch) {
      const full = size > options.responseLimit;
      const answer = full ? tooLarge(request) : await answerOne(request, caller);
      if (answer === undefined) continue;
      answers.push(answer);
      size += answer.length;
    }
    return answers.length === 0 ? undefined : `[${answers.join(',')}]`;
  }

  async function answerOne(request: unknown, caller: Caller): Promise<string | undefined> {
    if (!isRequest(request)) return failure(idOf(request), new InvalidRequestError());
    const response = await server.receive(request, caller);
    return response === null ? undefined : serialise(response, options.logger);
  }

  return async (body, caller) => {
    try {
      const payload = decodeEnvelope(body);
      return await (Array.isArray(payload) ? answerBatch(payload, caller) : answerOne(payload, caller));
    } catch (error) {
      return failure(null, error, options.logger);
    }
  };
}

function createServer(
  options: DispatchOptions,
  { methods, context }: { readonly methods: readonly Method[]; readonly context: NodeContext },
): JSONRPCServer<Caller> {
  // Errors are logged where they are mapped, so that each is logged once.
  const server = new JSONRPCServer<Caller>({ errorListener: () => {} });
  server.mapErrorToJSONRPCErrorResponse = (id, error) => ({
    jsonrpc: '2.0',
    id,
    error: describe(error, options.logger),
  });
  server.handleMethodNotFound = async (request) =>
    request.id === undefined
      ? null
      : { jsonrpc: '2.0', id: request.id, error: describe(new MethodNotFoundError(clip(request.method))) };

  for (const method of methods) {
    const run = (params: unknown, caller: Caller) => {
      if (method.websocketOnly === true && caller.connection === undefined)
        throw new NotificationsUnsupportedError();
      return method.handler(checkParams(method, params), context, caller);
    };
    server.addMethod(
      method.name,
      options.onRequest === undefined ? run : observed(method, run, options.onRequest),
    );
  }
  return server;
}

type Run = (params: unknown, caller: Caller) => unknown;

function observed(method: Method, run: Run, onRequest: (event: RequestEvent) => void): Run {
  return async (params, caller) => {
    const start = performance.now();
    const event = { method: method.name, transport: caller.transport, params };
    try {
      const result = await run(params, caller);
      onRequest({ ...event, milliseconds: performance.now() - start, error: undefined, result });
      return result;
    } catch (error) {
      onRequest({ ...event, milliseconds: performance.now() - start, error: describe(error) });
      throw error;
    }
  };
}

/** The error object for any error; one that nobody foresaw is logged and told as an internal error. */
function describe(error: unknown, logger?: RpcLogger): ErrorObject {
  const known = toErrorObject(error);
  if (known !== undefined) return known;
  logger?.error({ err: error }, 'a request failed inside the node');
  return INTERNAL_ERROR;
}

function failure(id: string | number | null, error: unknown, logger?: RpcLogger): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: describe(error, logger) });
}

function tooLarge(request: unknown): string | undefined {
  const isNotification = isRequest(request) && request.id === undefined;
  return isNotification ? undefined : failure(idOf(request), new ResponseTooLargeError());
}

/** The library takes anything with a method for a request; the specification asks for more. */
function isRequest(value: unknown): value is JSONRPCRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { jsonrpc, method, id } = value as Record<string, unknown>;
  return jsonrpc === '2.0' && typeof method === 'string' && (id === undefined || id === null || isId(id));
}

/** The id to answer something with that may be no request at all. */
function idOf(value: unknown): string | number | null {
  const id = (value as { id?: unknown } | null)?.id;
  return isId(id) ? id : null;
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}

/** A handler that lets a bigint or a cycle through has a fault: logged, and told as an internal error. */
function serialise(response: JSONRPCResponse, logger: RpcLogger): string {
  try {
    return JSON.stringify(response);
  } catch (error) {
    return failure(response.id, error, logger);
  }
}

/** A method name as it may appear in an answer. */
function clip(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
