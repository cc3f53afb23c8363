import type { Namespace } from '../../rpc/method.ts';
import { choice, list, quantity, SECONDS, SWITCH, text, whole } from './kinds.ts';
import {
  COSTLY_NAMESPACES,
  OFFERED_NAMESPACES,
  PUBLIC_NAMESPACES,
  PUBLIC_REQUEST_RATE,
} from './namespaces.ts';
import { type CommandName, optional, settled } from './option.ts';

const SERVING: readonly CommandName[] = ['dev', 'start'];
const GROUP = 'Server:';
const LIMITS = 'Limits of one request:';
const CLIENT_LIMITS = 'Limits of clients:';
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Settings of the JSON-RPC server: where it listens, what it shows, how much one request may ask for. */
export const SERVER_OPTIONS = {
  port: settled(8545, {
    kind: whole('number', 0, 65535),
    help: 'port of HTTP and WebSocket; 0 takes a free one',
    group: GROUP,
    commands: SERVING,
    short: 'p',
  }),
  host: settled('127.0.0.1', {
    kind: text('address'),
    help: 'address to listen on; 0.0.0.0 for all',
    group: GROUP,
    commands: SERVING,
  }),
  rpcWorkers: settled(0, {
    kind: whole('processes', 0, 64),
    help: 'reader processes that answer requests, beside the one that makes blocks; 0: it answers them itself (Linux only)',
    group: GROUP,
    commands: ['start'],
  }),
  noHttp: settled(false, {
    kind: SWITCH,
    help: 'answer over WebSocket alone',
    group: GROUP,
    commands: ['start'],
  }),
  noWs: settled(false, { kind: SWITCH, help: 'answer over HTTP alone', group: GROUP, commands: ['start'] }),
  api: optional<readonly Namespace[]>({
    kind: list(choice<Namespace>('namespace', OFFERED_NAMESPACES)),
    help: `method namespaces to answer (default: ${PUBLIC_NAMESPACES.join(',')}; on a loopback address all: ${COSTLY_NAMESPACES.join(',')} too)`,
    group: GROUP,
    commands: ['start'],
  }),
  httpApi: optional<readonly Namespace[]>({
    kind: list(choice<Namespace>('namespace', OFFERED_NAMESPACES)),
    help: 'method namespaces to answer over HTTP, in place of --api',
    group: GROUP,
    commands: ['start'],
  }),
  wsApi: optional<readonly Namespace[]>({
    kind: list(choice<Namespace>('namespace', OFFERED_NAMESPACES)),
    help: 'method namespaces to answer over WebSocket, in place of --api',
    group: GROUP,
    commands: ['start'],
  }),
  auth: optional({
    kind: list(choice('transport', ['http', 'ws'])),
    help: 'ask for a token signed with --jwt-secret (JWT, HS256) over http (the contracts API too), ws, or both',
    group: GROUP,
    commands: ['start'],
  }),
  rest: optional({
    kind: SWITCH,
    help: 'answer the contracts API: /contracts and /openapi.json (default: on a loopback address only)',
    group: GROUP,
    commands: SERVING,
  }),
  allowOrigin: optional({
    kind: list(text('origin')),
    help: 'web origins that may call (CORS); dev allows every one, start none',
    group: GROUP,
    commands: SERVING,
  }),
  allowedHosts: settled(['localhost'], {
    kind: list(text('name')),
    help: 'host names that requests may be addressed to, beside IP addresses; * for any',
    group: GROUP,
    commands: ['start'],
  }),
  noCors: settled(false, { kind: SWITCH, help: 'allow no web origin', group: GROUP, commands: SERVING }),
  rpcBodyLimit: settled(5 * 1024 * 1024, {
    kind: whole('bytes', 1024, 1024 * 1024 * 1024),
    help: 'bytes of a request body or WebSocket message',
    group: LIMITS,
    commands: SERVING,
  }),
  noRequestSizeLimit: settled(false, {
    kind: SWITCH,
    help: 'take request bodies of up to 1 GiB',
    group: LIMITS,
    commands: ['dev'],
  }),
  rpcBatchLimit: settled(1000, {
    kind: whole('requests', 1, 100_000),
    help: 'requests in one batch',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcCallGas: settled(50_000_000n, {
    kind: quantity('gas'),
    help: 'gas that eth_call and eth_estimateGas may use',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcCallTimeout: settled(5000, {
    kind: SECONDS,
    help: 'time that a call, estimate or trace may take',
    group: LIMITS,
    commands: SERVING,
    fallbackText: '5',
  }),
  rpcLogRange: settled(0, {
    kind: whole('blocks', 0, UNBOUNDED),
    help: 'blocks that one eth_getLogs may cover; 0: any number',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcLogResults: settled(100_000, {
    kind: whole('logs', 1, UNBOUNDED),
    help: 'logs in one answer',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcTraceRange: settled(1000, {
    kind: whole('blocks', 0, UNBOUNDED),
    help: 'blocks that one trace_filter or ots_search may run again; 0: any number',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcProofRange: settled(10_000, {
    kind: whole('blocks', 0, UNBOUNDED),
    help: 'blocks behind the head whose proofs, whole states and simulated roots are given; 0: as far as states are kept',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcTraceSize: settled(128 * 1024 * 1024, {
    kind: whole('bytes', 1024, UNBOUNDED),
    help: 'bytes of one trace',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcResponseLimit: settled(256 * 1024 * 1024, {
    kind: whole('bytes', 1024, UNBOUNDED),
    help: 'bytes of one answer',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcFilterLimit: settled(1000, {
    kind: whole('filters', 1, 1_000_000),
    help: 'filters kept at a time',
    group: LIMITS,
    commands: SERVING,
  }),
  rpcConnectionLimit: settled(10_000, {
    kind: whole('connections', 1, 1_000_000),
    help: 'WebSockets open at a time, together with HTTP requests being answered',
    group: CLIENT_LIMITS,
    commands: SERVING,
  }),
  rpcRequestRate: optional({
    kind: whole('requests', 0, 10_000_000),
    help: `requests per second and client address, those of a batch counted; 0: any number (default: 0 on a loopback address, ${PUBLIC_REQUEST_RATE} elsewhere)`,
    group: CLIENT_LIMITS,
    commands: ['start'],
  }),
  rpcSubscriptionLimit: settled(256, {
    kind: whole('subscriptions', 1, 100_000),
    help: 'subscriptions on one connection',
    group: CLIENT_LIMITS,
    commands: SERVING,
  }),
} as const;
