import type { Server } from 'bun';
import { Elysia } from 'elysia';
import type { NodeContext } from '../context.ts';
import { toErrorObject } from '../errorObject.ts';
import { LimitExceededError } from '../errors.ts';
import { FilterStore } from '../filters/filterStore.ts';
import { methodTable } from '../methods/table.ts';
import type { Stream } from '../rest/logStream.ts';
import { restRoutes } from '../rest/routes.ts';
import { bearerCheck } from './bearer.ts';
import { WebSocketConnection } from './connection.ts';
import { endingAsAsked } from './connectionClose.ts';
import { corsHeaders, hostAllowed, originAllowed, preflight } from './cors.ts';
import { createDispatch } from './dispatch.ts';
import { healthRoutes } from './health.ts';
import { createHttpHandler } from './http.ts';
import type { ServerOptions } from './options.ts';
import { requestAllowance, tooManyRequests } from './rateLimit.ts';
import { Turns } from './turns.ts';
import { urlHost } from './urlHost.ts';
import { createWebSocketHandler } from './websocket.ts';

/** What clients hold open at a server. */
export interface ServerLoad {
  /** HTTP requests being answered */
  readonly requests: number;
  readonly websockets: number;
  /** over all WebSockets */
  readonly subscriptions: number;
  readonly filters: number;
}

/** A running server. */
export interface RpcServer {
  readonly host: string;
  /** the real one, also when 0 was asked for */
  readonly port: number;
  /** http://host:port */
  readonly url: string;
  /** What clients hold open; undefined where others than this process answer them. */
  load?(): ServerLoad;
  /** Takes no more requests, lets the running ones end for a moment, then closes every socket. */
  stop(): Promise<void>;
}

/** Milliseconds that running requests get when the server stops. */
const STOP_GRACE_MS = 1_000;
/** Milliseconds between two looks at whether they have ended. */
const STOP_LOOK_MS = 5;

const GREETING = 'XAI node: JSON-RPC 2.0 over POST and WebSocket at this address. Methods: rpc.discover.\n';

/**
 * JSON-RPC over HTTP and WebSocket on one port. A request goes http | websocket → dispatch → method → format; see
 * docs/architecture.md. Throws with code EADDRINUSE where the port is taken.
 */
export async function startServer(options: ServerOptions, context: NodeContext): Promise<RpcServer> {
  const { bodyLimit, batchLimit, subscriptionLimit, filterLimit } = context.options;
  const idleTimeout = options.idleTimeout ?? 120;
  const sendBufferLimit = options.sendBufferLimit ?? 64 * 1024 * 1024;
  const responseLimit = options.responseLimit ?? 256 * 1024 * 1024;

  const filters = new FilterStore({ limit: filterLimit }, context);
  const turns = new Turns();
  const { route = (methods) => methods } = options;
  const methodsFor = (namespaces: ServerOptions['namespaces']) =>
    route(methodTable({ dev: context.dev !== undefined, namespaces }));
  const dispatchFor = (namespaces: ServerOptions['namespaces']) => {
    const methods = methodsFor(namespaces);
    return createDispatch({ ...options, batchLimit, responseLimit }, { methods, context, turns });
  };
  const dispatch = dispatchFor(options.namespaces);
  const { namespaces, wsNamespaces = namespaces } = options;
  const dispatchWs = wsNamespaces === namespaces ? dispatch : dispatchFor(wsNamespaces);
  const caller = { transport: 'http', connection: undefined, filters } as const;
  const answerPost = createHttpHandler({ ...options, bodyLimit }, { dispatch, caller });
  const { requestRate = 0, connectionLimit = Number.POSITIVE_INFINITY } = options;
  const allowance = requestRate > 0 ? requestAllowance(requestRate, () => performance.now()) : undefined;
  const allowanceOf = (request: Request) => {
    if (allowance === undefined) return undefined;
    const address = server.requestIP(request)?.address ?? '';
    return (requests: number) => allowance(address, requests);
  };
  const isFull = () => server.pendingWebSockets + server.pendingRequests > connectionLimit;
  const { jwtSecret, auth } = options;
  const check = jwtSecret && bearerCheck(jwtSecret, { untilTheyEnd: auth !== undefined });
  const [mayAsk, mayAskWs] = (['http', 'ws'] as const).map((transport) =>
    auth?.includes(transport) === false ? undefined : check,
  );

  const answerKeyed = async (request: Request, check: (headers: Headers) => Promise<boolean>) =>
    (await check(request.headers)) ? answerPost(request, allowanceOf(request)) : unauthorized();
  const answerRpc = (request: Request) => {
    if (!options.http) return new Response('HTTP is switched off\n', { status: 403 });
    if (isFull()) return full(connectionLimit);
    return mayAsk === undefined ? answerPost(request, allowanceOf(request)) : answerKeyed(request, mayAsk);
  };

  const open = new Set<WebSocketConnection>();
  const failed = (error: unknown) => {
    options.logger.error({ err: error }, 'an HTTP request failed inside the node');
    return new Response('internal error\n', { status: 500 });
  };

  const upgrade = async (request: Request, stream?: Stream) => {
    const { headers } = request;
    if (!options.ws) return new Response('WebSocket is switched off\n', { status: 403 });
    if (!originAllowed(options, headers.get('origin')))
      return new Response('origin not allowed\n', { status: 403 });
    if (!hostAllowed(options, headers.get('host')))
      return new Response('invalid host specified\n', { status: 403 });
    if (mayAskWs !== undefined && !(await mayAskWs(headers))) return unauthorized();
    if (isFull()) return full(connectionLimit);
    const data = new WebSocketConnection({
      ...{ subscriptionLimit, sendBufferLimit },
      mayAsk: allowanceOf(request),
      stream,
    });
    const upgraded = server.upgrade(request, { data });
    return new Response(null, { status: upgraded ? 101 : 400 });
  };

  const app = new Elysia({ normalize: false })
    .onError(({ code, error }) =>
      code === 'NOT_FOUND' ? new Response('not found\n', { status: 404 }) : failed(error),
    )
    .get('/', ({ request }) => (isUpgrade(request) ? upgrade(request) : new Response(GREETING)))
    .options('/', ({ request }) => preflight(options, request));
  if (options.health !== undefined) app.use(healthRoutes(options.health));
  if (options.rest === true) {
    const methods = new Map(methodsFor(namespaces).map((row) => [row.name, row]));
    const admit = async (request: Request) => {
      const { headers } = request;
      if (!options.http) return new Response('HTTP is switched off\n', { status: 403 });
      if (!originAllowed(options, headers.get('origin')))
        return new Response('origin not allowed\n', { status: 403 });
      if (!hostAllowed(options, headers.get('host')))
        return new Response('invalid host specified\n', { status: 403 });
      if (mayAsk !== undefined && !(await mayAsk(headers))) return unauthorized();
      if (isFull()) return full(connectionLimit);
      return allowanceOf(request)?.(1) === false
        ? new Response(`${tooManyRequests(options.requestRate)}\n`, { status: 429 })
        : undefined;
    };
    const headers = (request: Request) => corsHeaders(options, request.headers.get('origin'));
    const { logger, restElsewhere: elsewhere } = options;
    app.use(restRoutes({ context, methods, caller, logger, bodyLimit, admit, headers, upgrade, elsewhere }));
    app.options('/contracts/*', ({ request }) => preflight(options, request));
  }

  const server: Server<WebSocketConnection> = Bun.serve({
    // The one route of every request, past the framework: going through it costs as much as answering a read.
    routes: { '/': { POST: (request) => endingAsAsked(request, answerRpc(request)) } },
    fetch: (request) => endingAsAsked(request, app.handle(request)),
    error: failed,
    // Two nodes on one port would share the requests between them: only the processes of one node may.
    ...(options.unix === undefined
      ? { hostname: options.host, port: options.port, reusePort: options.reusePort ?? false, idleTimeout }
      : { unix: options.unix }),
    development: false,
    // Bun answers past its own bound with an empty body; ours (body.ts) answers with a JSON-RPC error.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    websocket: createWebSocketHandler(
      { bodyLimit, sendBufferLimit, idleTimeout },
      { dispatch: dispatchWs, filters, open },
    ),
  });
  if (server.port === undefined && options.unix === undefined) {
    throw new Error('the RPC server did not start');
  }

  const { host } = options;
  const port = server.port ?? options.port;
  return {
    host,
    port,
    url: `http://${urlHost(host)}:${port}`,
    load: () => ({
      requests: server.pendingRequests,
      websockets: open.size,
      subscriptions: [...open].reduce((sum, connection) => sum + connection.subscriptions, 0),
      filters: filters.size,
    }),
    async stop() {
      server.stop(false);
      const latest = performance.now() + STOP_GRACE_MS;
      while (server.pendingRequests > 0 && performance.now() < latest) await Bun.sleep(STOP_LOOK_MS);
      await server.stop(true);
      filters.close();
    },
  };
}

function isUpgrade(request: Request): boolean {
  return request.headers.get('upgrade')?.toLowerCase() === 'websocket';
}

function full(limit: number): Response {
  const error = toErrorObject(
    new LimitExceededError(`too many connections: the limit is ${limit} (--rpc-connection-limit)`),
  );
  return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 503, headers: { 'retry-after': '1' } });
}

function unauthorized(): Response {
  return new Response('missing, malformed or outdated token\n', { status: 401 });
}
