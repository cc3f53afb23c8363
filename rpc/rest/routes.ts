import { Elysia } from 'elysia';
import type { NodeContext } from '../context.ts';
import { ContractError, type ContractErrorCode } from '../contracts/errors.ts';
import { ContractRegistry } from '../contracts/registry.ts';
import { toErrorObject } from '../errorObject.ts';
import { CODE, InvalidParamsError, MethodNotFoundError } from '../errors.ts';
import { JsonText } from '../jsonText.ts';
import type { Caller, Method } from '../method.ts';
import { checkParams, fits } from '../schema/check.ts';
import { explain } from '../schema/explain.ts';
import { readBody } from '../server/body.ts';
import type { RpcLogger } from '../server/options.ts';
import { contractRoutes } from './contracts.ts';
import { logStream, type Stream } from './logStream.ts';
import { openApiPage, PAGE_POLICY } from './openApiPage.ts';
import { openApi } from './openapi.ts';
import type { Route, RouteContext } from './route.ts';

/** What the REST side is told and given by the server. */
export interface RestParts {
  readonly context: NodeContext;
  readonly methods: ReadonlyMap<string, Method>;
  readonly caller: Caller;
  readonly logger: RpcLogger;
  /** bytes of one request body */
  readonly bodyLimit: number;
  /** The answer to a request that may not be made; undefined: it may. */
  admit(request: Request): Promise<Response | undefined> | Response | undefined;
  /** Makes a WebSocket of the request, on which the stream runs. */
  upgrade(request: Request, stream: Stream): Promise<Response>;
  /** The answer of another process, which has what these routes remember; undefined: they are answered here. */
  readonly elsewhere?: ((request: Request) => Promise<Response>) | undefined;
  /** what lets pages of other origins read the answer */
  headers(request: Request): Record<string, string>;
}

const STATUS: Readonly<Record<ContractErrorCode, number>> = {
  'bad-arguments': 400,
  'bad-abi': 400,
  'ambiguous-function': 400,
  'no-function': 404,
  'no-code': 404,
  'unknown-abi': 404,
  mismatch: 422,
  limit: 413,
};

/** The contracts API and its OpenAPI document, to be mounted beside JSON-RPC. */
export function restRoutes(parts: RestParts) {
  let registry: ContractRegistry | undefined;
  const context: RouteContext = {
    node: parts.context,
    // Read when it is first needed: most nodes are never asked.
    get registry() {
      registry ??= new ContractRegistry(parts.context.contracts);
      return registry;
    },
    async call<T>(name: string, ...params: readonly unknown[]): Promise<T> {
      const method = parts.methods.get(name);
      if (method === undefined) throw new MethodNotFoundError(name);
      const result = await method.handler(checkParams(method, params), parts.context, parts.caller);
      return (result instanceof JsonText ? result.toJSON() : result) as T;
    },
  };
  const document = openApi(contractRoutes, parts.context.options.clientVersion);
  const app = new Elysia({ normalize: false }).get('/openapi.json', async ({ request }) => {
    const refused = await parts.admit(request);
    return refused ?? Response.json(document, { headers: parts.headers(request) });
  });
  app.get('/openapi', async ({ request }) => {
    const refused = await parts.admit(request);
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY };
    return refused ?? new Response(openApiPage(document), { headers });
  });
  for (const route of contractRoutes) {
    app.route(
      route.method,
      route.path,
      ({ request, params }) => answer(route, request, params, context, parts),
      {
        // The body is read below, with a bound.
        parse: 'none',
      },
    );
  }
  app.get('/contracts/events', async ({ request }) => {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      const refused = await parts.admit(request);
      return refused ?? new Response('a stream of logs, over WebSocket only\n', { status: 426 });
    }
    try {
      return await parts.upgrade(request, logStream(new URL(request.url), parts.context));
    } catch (error) {
      return failure(error, parts.headers(request), parts.logger);
    }
  });
  return app;
}

async function answer(
  route: Route,
  request: Request,
  path: Readonly<Record<string, string>>,
  context: RouteContext,
  parts: RestParts,
): Promise<Response> {
  const refused = await parts.admit(request);
  if (refused !== undefined) return refused;
  const headers = { ...parts.headers(request), 'cache-control': 'no-store' };
  try {
    if (parts.elsewhere !== undefined) return await parts.elsewhere(request);
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const body = route.body === undefined ? undefined : await jsonBody(request, parts.bodyLimit);
    requireFit('query', route.query, query);
    requireFit('body', route.body, body);
    if (route.query === undefined && Object.keys(query).length > 0) {
      throw new InvalidParamsError('query: this resource takes none');
    }
    return Response.json(await route.handler({ path, query, body }, context), { headers });
  } catch (error) {
    return failure(error, headers, parts.logger);
  }
}

function requireFit(where: string, schema: Route['body'], value: unknown): void {
  if (schema !== undefined && !fits(schema, value)) {
    throw new InvalidParamsError(`${where}: ${explain(schema, value)}`);
  }
}

async function jsonBody(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBody(request, limit);
  if (bytes === undefined) {
    throw new ContractError(
      'limit',
      `request body too large: the limit is ${limit} bytes (--rpc-body-limit)`,
    );
  }
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new InvalidParamsError('body: no JSON');
  }
}

function failure(error: unknown, headers: Record<string, string>, logger: RpcLogger): Response {
  if (error instanceof ContractError) {
    const { code, message } = error;
    return Response.json({ error: { code, message } }, { status: STATUS[code], headers });
  }
  const known = toErrorObject(error);
  if (known === undefined) {
    logger.error({ err: error }, 'a REST request failed inside the node');
    return Response.json(
      { error: { code: CODE.internal, message: 'internal error' } },
      { status: 500, headers },
    );
  }
  const statuses: Readonly<Record<number, number>> = {
    [CODE.invalidParams]: 400,
    [CODE.methodNotFound]: 403,
    [CODE.limitExceeded]: 413,
  };
  return Response.json({ error: known }, { status: statuses[known.code] ?? 422, headers });
}
