import type { RpcOptions } from '../../rpc/context.ts';
import type { Namespace } from '../../rpc/method.ts';
import { defaultNamespaces, defaultRequestRate, defaultRest } from './namespaces.ts';
import type { Settings } from './options.ts';

/** Bytes of a request body with --no-request-size-limit. */
const LARGEST_BODY = 1024 * 1024 * 1024;

/** The bounds on requests that the settings give, and how they are answered. */
export function rpcOptions(settings: Settings, clientVersion: string): RpcOptions {
  return {
    clientVersion,
    callGasCap: settings.rpcCallGas,
    callTimeout: settings.rpcCallTimeout,
    logBlockRange: settings.rpcLogRange,
    logResultLimit: settings.rpcLogResults,
    traceBlockRange: settings.rpcTraceRange,
    proofRange: settings.rpcProofRange,
    traceSizeLimit: settings.rpcTraceSize,
    batchLimit: settings.rpcBatchLimit,
    bodyLimit: settings.noRequestSizeLimit ? LARGEST_BODY : settings.rpcBodyLimit,
    filterLimit: settings.rpcFilterLimit,
    subscriptionLimit: settings.rpcSubscriptionLimit,
    throwOnFailure: settings.throwOnFailure,
  };
}

/** Where the server listens and to whom it shows what. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  readonly http: boolean;
  readonly ws: boolean;
  /** undefined: all that the mode allows */
  readonly namespaces: readonly Namespace[] | undefined;
  /** over WebSocket; undefined: the same */
  readonly wsNamespaces?: readonly Namespace[] | undefined;
  /** the contracts API */
  readonly rest?: boolean | undefined;
  readonly corsOrigins: readonly string[];
  /** undefined: any */
  readonly allowedHosts: readonly string[] | undefined;
  /** bytes */
  readonly responseLimit: number;
  readonly connectionLimit?: number | undefined;
  /** per second and client address; undefined or 0: any number */
  readonly requestRate?: number | undefined;
  /** 32 bytes, and where a token signed with them is asked for */
  readonly jwtSecret?: Uint8Array | undefined;
  readonly auth?: readonly ('http' | 'ws')[] | undefined;
}

/** What the settings say of the server; dev mode is open to every page, a real chain to none that is not named. */
export function listenOptions(settings: Settings, mode: 'dev' | 'chain'): ListenOptions {
  const origins = settings.allowOrigin ?? (mode === 'dev' ? ['*'] : []);
  const common = settings.api ?? defaultNamespaces(settings.host);
  return {
    host: settings.host,
    port: settings.port,
    http: !settings.noHttp,
    ws: !settings.noWs,
    namespaces: mode === 'dev' ? undefined : (settings.httpApi ?? common),
    wsNamespaces: mode === 'dev' ? undefined : (settings.wsApi ?? common),
    rest: settings.rest ?? defaultRest(settings.host),
    corsOrigins: settings.noCors ? [] : origins,
    allowedHosts: mode === 'dev' ? undefined : settings.allowedHosts,
    responseLimit: settings.rpcResponseLimit,
    connectionLimit: settings.rpcConnectionLimit,
    requestRate: mode === 'dev' ? 0 : (settings.rpcRequestRate ?? defaultRequestRate(settings.host)),
  };
}
