import { DEFAULT_TIP_OPTIONS } from '../../../chain/fees/gasPrice.ts';
import type { Genesis } from '../../../chain/genesis/parse.ts';
import { DEV_POOL_OPTIONS } from '../../../chain/pool/options.ts';
import type { RpcOptions } from '../../../rpc/context.ts';
import { methodTable } from '../../../rpc/methods/table.ts';
import { fits } from '../../../rpc/schema/check.ts';
import { explain } from '../../../rpc/schema/explain.ts';
import { SILENT_ACTIVITY } from '../../../src/activity/activity.ts';
import { type ListenOptions, listenOptions, rpcOptions } from '../../../src/config/rpcSettings.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { deriveAccounts } from '../../../src/dev/accounts.ts';
import { genesisOf } from '../../../src/dev/genesis.ts';
import { createLogger } from '../../../src/logger.ts';
import { type Node, openNode } from '../../../src/node.ts';
import type { EngineOptions, MiningMode } from '../../../src/nodeOptions.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';

/** What a test may want otherwise than `xai dev` has it. */
export interface DevNodeOptions {
  readonly rpc?: Partial<RpcOptions>;
  readonly listen?: Partial<ListenOptions>;
  readonly mode?: MiningMode;
  /** In place of the one that `xai dev` makes. */
  readonly genesis?: Genesis;
  /** A chain that is there already; it is opened as `xai start` does, without dev mode. */
  readonly dataDir?: string;
  /** A consensus client drives the chain, as with `xai start --engine-port`. */
  readonly engine?: EngineOptions;
  /** Processes that answer requests, as with `xai start --rpc-workers`. */
  readonly readers?: number | undefined;
}

/** What can be posted. */
export type Body = string | Uint8Array<ArrayBuffer> | ReadableStream;

/** A JSON-RPC answer. */
export interface Answer {
  readonly jsonrpc: '2.0';
  readonly id: number | string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A dev node on a free port, with what a test needs to talk to it. */
export interface DevNode {
  readonly node: Node;
  readonly url: string;
  /** 0x-prefixed, in the order of the mnemonic */
  readonly accounts: readonly string[];
  /**
   * The result; throws an Error with the node's message where it answers with an error, and where the result is not of
   * the form that the method table gives for it.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  call(method: string, ...params: unknown[]): Promise<any>;
  /** The error object; throws where there is none. */
  refusal(method: string, ...params: unknown[]): Promise<NonNullable<Answer['error']>>;
  /** The whole answer to a body of any kind. */
  post(body: Body, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

const SILENT_LOG = { level: 'silent', format: 'json', colour: false } as const;

const table = new Map(methodTable({ dev: true }).map((method) => [method.name, method]));

function checkResult(name: string, result: unknown): void {
  const schema = table.get(name)?.result;
  if (schema === undefined || fits(schema, result)) return;
  throw new Error(
    `${name}: the table gives another form: ${explain(schema, result)}: ${JSON.stringify(result)}`,
  );
}

/** Opens a node as `xai dev --port 0 --silent` does, in this process. */
export async function openDevNode(options: DevNodeOptions = {}): Promise<DevNode> {
  const settings = readSettings('dev', new Map(), {});
  const { accounts } = deriveAccounts(settings);
  const { dataDir } = options;
  const devMode = {
    privateKeys: accounts.map(({ privateKey }) => privateKey),
    autoImpersonate: false,
    traceContracts: false,
  };
  const node = await openNode({
    dataDir,
    genesis: dataDir === undefined ? (options.genesis ?? genesisOf(settings, accounts)) : undefined,
    genesisMustMatch: false,
    follow: [],
    metrics: undefined,
    execution: { engine: 'wasm', compile: 'off' },
    listen: { ...listenOptions(settings, 'dev'), port: 0, ...options.listen },
    rpc: { ...rpcOptions(settings, 'anvil/test'), ...options.rpc },
    mining: {
      mode: options.mode ?? { kind: 'instant' },
      feeRecipient: new Uint8Array(20),
      gasLimit: undefined,
      extraData: new Uint8Array(0),
      order: 'fees',
      maxTransactions: undefined,
    },
    pool: DEV_POOL_OPTIONS,
    tips: DEFAULT_TIP_OPTIONS,
    finality: options.engine === undefined ? { safe: 32n, finalized: 64n } : undefined,
    engine: options.engine,
    readers: options.readers === undefined ? undefined : { count: options.readers, log: SILENT_LOG },
    dev: dataDir === undefined && options.engine === undefined ? devMode : undefined,
    activity: SILENT_ACTIVITY,
    logger: createLogger(SILENT_LOG),
  });
  const { url } = node.server;
  const post = (body: Body, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(url, { method: 'POST', body, headers });
  const ask = async (method: string, params: unknown[]): Promise<Answer> => {
    const response = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    return (await response.json()) as Answer;
  };
  return {
    node,
    url,
    accounts: accounts.map(({ address }) => toHex(address)),
    post,
    async call(method, ...params) {
      const { result, error } = await ask(method, params);
      if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
      checkResult(method, result);
      return result;
    },
    async refusal(method, ...params) {
      const { result, error } = await ask(method, params);
      if (error === undefined) throw new Error(`${method} was answered with ${JSON.stringify(result)}`);
      return error;
    },
    close: () => node.close(),
  };
}
