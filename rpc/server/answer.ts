import { createJSONRPCErrorResponse, type JSONRPCID, type JSONRPCRequest } from 'json-rpc-2.0';
import type { NodeContext } from '../context.ts';
import { type ErrorObject, INTERNAL_ERROR, toErrorObject } from '../errorObject.ts';
import { InvalidRequestError, MethodNotFoundError, NotificationsUnsupportedError } from '../errors.ts';
import { JsonText } from '../jsonText.ts';
import type { Caller, Method } from '../method.ts';
import { checkParams } from '../schema/check.ts';
import type { RequestEvent, RpcLogger } from './options.ts';
import type { Turns } from './turns.ts';

/** The answer to one request as JSON text; undefined: a notification, to which there is none. */
export type AnswerText = string | undefined;

/** Answers one element of a body. A promise only where the method waits for something. Neither throws nor rejects. */
export type Answer = (request: unknown, caller: Caller) => AnswerText | Promise<AnswerText>;

/**
 * method by name → parameters → handler → text. The forms of requests and errors are json-rpc-2.0's; its server is not
 * used, because it makes seven promises for each request, which a read that never waits has no need of: they took half
 * of the time that eth_chainId does.
 */
export function createAnswer(
  options: { readonly logger: RpcLogger; readonly onRequest?: ((event: RequestEvent) => void) | undefined },
  {
    methods,
    context,
    turns,
  }: { readonly methods: readonly Method[]; readonly context: NodeContext; readonly turns: Turns },
): Answer {
  const { logger, onRequest } = options;
  const table = new Map(methods.map((method) => [method.name, method]));

  function run(method: Method, params: unknown, caller: Caller): unknown {
    if (method.websocketOnly === true && caller.connection === undefined) {
      throw new NotificationsUnsupportedError();
    }
    const checked = checkParams(method, params);
    return method.handler(checked, context, caller);
  }
  const handle = onRequest === undefined ? run : observed(run, onRequest);

  return (request, caller) => {
    if (!isRequest(request))
      return failure(idOf(request), new InvalidRequestError(`invalid request: ${defectOf(request)}`));
    const { id } = request;
    const method = table.get(request.method);
    if (method === undefined) {
      return id === undefined ? undefined : failure(id, new MethodNotFoundError(clip(request.method)));
    }
    return turns.run(() => answerTo(id, method, request.params, caller));
  };

  function answerTo(
    id: JSONRPCID | undefined,
    method: Method,
    params: unknown,
    caller: Caller,
  ): ReturnType<Answer> {
    try {
      const result = handle(method, params, caller);
      if (!(result instanceof Promise)) return success(id, result, logger);
      return result.then(
        (value) => success(id, value, logger),
        (error) => (id === undefined ? undefined : failure(id, error, logger)),
      );
    } catch (error) {
      return id === undefined ? undefined : failure(id, error, logger);
    }
  }
}

type Run = (method: Method, params: unknown, caller: Caller) => unknown;

function observed(run: Run, onRequest: (event: RequestEvent) => void): Run {
  return (method, params, caller) => {
    const start = performance.now();
    const tell = (outcome: Pick<RequestEvent, 'error' | 'result'>) =>
      onRequest({
        ...{ method: method.name, transport: caller.transport, params },
        ...{ milliseconds: performance.now() - start, ...outcome },
      });
    const failed = (error: unknown): never => {
      tell({ error: describe(error) });
      throw error;
    };
    let result: unknown;
    try {
      result = run(method, params, caller);
    } catch (error) {
      return failed(error);
    }
    if (!(result instanceof Promise)) {
      tell({ error: undefined, result });
      return result;
    }
    return result.then((value) => {
      tell({ error: undefined, result: value });
      return value;
    }, failed);
  };
}

/** A handler that lets a bigint or a cycle through has a fault: logged, and told as an internal error. */
function success(id: JSONRPCID | undefined, result: unknown, logger: RpcLogger): AnswerText {
  if (id === undefined) return undefined;
  try {
    if (result instanceof JsonText) {
      return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result.text}}`;
    }
    return JSON.stringify({ jsonrpc: '2.0', id, result: result === undefined ? null : result });
  } catch (error) {
    return failure(id, error, logger);
  }
}

/** The error object for any error; one that nobody foresaw is logged and told as an internal error. */
function describe(error: unknown, logger?: RpcLogger): ErrorObject {
  const known = toErrorObject(error);
  if (known !== undefined) return known;
  logger?.error({ err: error }, 'a request failed inside the node');
  return INTERNAL_ERROR;
}

/** The text of an answer that is an error. */
export function failure(id: JSONRPCID, error: unknown, logger?: RpcLogger): string {
  const { code, message, data } = describe(error, logger);
  return JSON.stringify(createJSONRPCErrorResponse(id, code, message, data));
}

/** The library takes anything with a method for a request; the specification asks for more. */
export function isRequest(value: unknown): value is JSONRPCRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { jsonrpc, method, id } = value as { jsonrpc?: unknown; method?: unknown; id?: unknown };
  return jsonrpc === '2.0' && typeof method === 'string' && (id === undefined || id === null || isId(id));
}

/** What keeps something from being a request. */
function defectOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'an object expected';
  const { jsonrpc, method } = value as { jsonrpc?: unknown; method?: unknown };
  if (jsonrpc !== '2.0') return 'field "jsonrpc" must be "2.0"';
  if (typeof method !== 'string') return 'field "method" must be a string';
  return 'field "id" must be a string, a number or null';
}

/** The id to answer something with that may be no request at all. */
export function idOf(value: unknown): string | number | null {
  const id = (value as { id?: unknown } | null)?.id;
  return isId(id) ? id : null;
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || typeof id === 'number';
}

/** A method name as it may appear in an answer. */
function clip(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
