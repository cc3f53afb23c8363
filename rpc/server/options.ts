import type { ErrorObject } from '../errorObject.ts';
import type { Namespace, ServedMethod } from '../method.ts';
import type { HealthReport } from './health.ts';

/** Where the RPC surface is offered and to whom. Bounds on requests are in NodeContext.options. */
export interface ServerOptions {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  /** Listens on a Unix socket at this path, and not on host and port. */
  readonly unix?: string | undefined;
  /** Other processes of this node listen on the same port. */
  readonly reusePort?: boolean | undefined;
  readonly http: boolean;
  readonly ws: boolean;
  /** Namespaces offered; undefined: all that the context allows. */
  readonly namespaces?: readonly Namespace[] | undefined;
  /** Namespaces offered over WebSocket; undefined: the same. */
  readonly wsNamespaces?: readonly Namespace[] | undefined;
  /** Origins whose pages may read answers and open WebSockets; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** Host names requests may be addressed to, beside IP addresses; undefined: any. Guards against DNS rebinding. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Seconds that a connection may be silent; 120 unless told. */
  readonly idleTimeout?: number | undefined;
  /** Bytes that the answers of one batch may have together; 256 MiB unless told. */
  readonly responseLimit?: number | undefined;
  /** Bytes that may wait for a slow WebSocket client before it is dropped; 64 MiB unless told. */
  readonly sendBufferLimit?: number | undefined;
  /** WebSockets open at a time together with HTTP requests being answered; undefined: as many as there are. */
  readonly connectionLimit?: number | undefined;
  /** Requests per second and client address, each of a batch counted; undefined or 0: any number. */
  readonly requestRate?: number | undefined;
  /** 32 bytes: requests must carry a token signed with it; undefined: anybody may ask. */
  readonly jwtSecret?: Uint8Array | undefined;
  /** Where a token is asked for, tokens with an end included; undefined: everywhere, and only of the last minute. */
  readonly auth?: readonly ('http' | 'ws')[] | undefined;
  /** Answers the contracts API under /contracts, and /openapi.json. */
  readonly rest?: boolean | undefined;
  /** Answers GET /health and /ready; undefined: there are none. */
  readonly health?: (() => HealthReport | Promise<HealthReport>) | undefined;
  /** What becomes of the method table before it is served; undefined: nothing. */
  readonly route?: ((methods: readonly ServedMethod[]) => readonly ServedMethod[]) | undefined;
  /** Answers requests of the contracts API in another process; undefined: they are answered here. */
  readonly restElsewhere?: ((request: Request) => Promise<Response>) | undefined;
  readonly logger: RpcLogger;
  /** Told once of every answered request; of a batch, of each entry. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
}

/** The part of a pino logger that the RPC surface uses. */
export interface RpcLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One answered request. */
export interface RequestEvent {
  readonly method: string;
  readonly transport: 'http' | 'websocket';
  readonly milliseconds: number;
  readonly params: unknown;
  /** undefined: success */
  readonly error: ErrorObject | undefined;
  readonly result?: unknown;
}
