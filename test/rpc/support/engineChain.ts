import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { privateKeyToAccount } from 'viem/accounts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { predeployAlloc, SYSTEM_CONTRACTS } from '../../../chain/genesis/predeploys.ts';
import { openChain } from '../../../src/chainAccess.ts';
import { type Answer, type DevNode, openDevNode } from './devNode.ts';

/** A node on a chain that crosses every fork since the merge within three minutes, driven over its engine port. */

const secret = new Uint8Array(32).fill(0x73);

export const ZERO = `0x${'00'.repeat(32)}`;
export const BEACON_ROOT = `0x${'11'.repeat(32)}`;
export const FEE_RECIPIENT = `0x${'fe'.repeat(20)}` as const;
export const rich = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');

/** Years ahead: what waits in the pool is checked for the block after the head, not for today's forks. */
const GENESIS_TIME = 4_000_000_000;
/** seconds at which each fork begins: two blocks apart */
export const TIMES = {
  merge: GENESIS_TIME,
  ...{ shanghai: GENESIS_TIME + 24, cancun: GENESIS_TIME + 48, prague: GENESIS_TIME + 72 },
  ...{ osaka: GENESIS_TIME + 96, bpo1: GENESIS_TIME + 120, bpo2: GENESIS_TIME + 144 },
  amsterdam: GENESIS_TIME + 168,
} as const;

export type TimedFork = keyof typeof TIMES;

/** The versions of newPayload, forkchoiceUpdated and getPayload that are for each fork. */
export const VERSIONS: Readonly<Record<TimedFork, readonly [tell: number, choose: number, get: number]>> = {
  merge: [1, 1, 1],
  shanghai: [2, 2, 2],
  cancun: [3, 3, 3],
  prague: [4, 3, 4],
  osaka: [4, 3, 5],
  bpo1: [4, 3, 5],
  bpo2: [4, 3, 5],
  amsterdam: [5, 4, 6],
};

const genesis = parseGenesis({
  config: {
    chainId: 31337,
    ...{ homesteadBlock: 0, eip150Block: 0, eip155Block: 0, eip158Block: 0, byzantiumBlock: 0 },
    ...{ constantinopleBlock: 0, petersburgBlock: 0, istanbulBlock: 0, berlinBlock: 0, londonBlock: 0 },
    terminalTotalDifficulty: 0,
    ...{ shanghaiTime: TIMES.shanghai, cancunTime: TIMES.cancun, pragueTime: TIMES.prague },
    ...{ osakaTime: TIMES.osaka, bpo1Time: TIMES.bpo1, bpo2Time: TIMES.bpo2 },
    amsterdamTime: TIMES.amsterdam,
    blobSchedule: {
      bpo1: { target: 10, max: 15, baseFeeUpdateFraction: 8_346_193 },
      bpo2: { target: 14, max: 21, baseFeeUpdateFraction: 11_684_671 },
    },
  },
  timestamp: GENESIS_TIME,
  gasLimit: 30_000_000,
  difficulty: 0,
  baseFeePerGas: 1_000_000_000,
  alloc: { ...predeployAlloc(SYSTEM_CONTRACTS), [rich.address]: { balance: `${10n ** 24n}` } },
});

/** A block as the Engine API shows it. */
export interface Payload {
  readonly [field: string]: unknown;
  readonly blockHash: string;
  readonly parentHash: string;
  readonly blockNumber: string;
  readonly timestamp: string;
  readonly transactions: readonly string[];
}

/** PayloadStatusV1 */
export interface Status {
  readonly status: string;
  readonly latestValidHash: string | null;
  readonly validationError: string | null;
}

/** A built block with what travels beside it. */
export interface Built {
  readonly payload: Payload;
  readonly requests: readonly string[];
}

/** The answer to a fork choice. */
export interface Update {
  readonly payloadStatus: Status;
  readonly payloadId: string | null;
}

/** What is head, safe and final. */
export function choice(headBlockHash: string, safeBlockHash = ZERO, finalizedBlockHash = ZERO) {
  return { headBlockHash, safeBlockHash, finalizedBlockHash };
}

/** The fork at this time. */
export function forkAt(timestamp: number): TimedFork {
  const forks = Object.keys(TIMES) as TimedFork[];
  return forks.findLast((fork) => TIMES[fork] <= timestamp) ?? 'merge';
}

/** The attributes of a block that its fork's forkchoiceUpdated takes. */
export function attributesAt(timestamp: number, random = 0x22): Record<string, unknown> {
  const [, version] = VERSIONS[forkAt(timestamp)];
  return {
    timestamp: `0x${timestamp.toString(16)}`,
    prevRandao: `0x${random.toString(16).padStart(64, '0')}`,
    suggestedFeeRecipient: FEE_RECIPIENT,
    ...(version < 2 || forkAt(timestamp) === 'merge' ? {} : { withdrawals: [] }),
    ...(version < 3 ? {} : { parentBeaconBlockRoot: BEACON_ROOT }),
    ...(version < 4 ? {} : { slotNumber: '0x1', targetGasLimit: '0x1c9c380' }),
  };
}

/** What newPayload of the fork takes behind the payload. */
export function besidesOf({ payload, requests }: Built, hashes: readonly string[] = []): unknown[] {
  const [version] = VERSIONS[forkAt(Number(payload.timestamp))];
  return [hashes, BEACON_ROOT, requests].slice(0, version < 3 ? 0 : version < 4 ? 2 : 3);
}

/** The node and the client's side of the conversation. */
export class EngineChain {
  private constructor(
    private readonly dataDir: string,
    public dev: DevNode,
    private readonly readers: number | undefined,
  ) {}

  /** `readers`: processes that answer requests in place of this one. */
  static async open(readers?: number): Promise<EngineChain> {
    const dataDir = mkdtempSync(join(tmpdir(), 'xai-engine-'));
    const { close } = await openChain({ dataDir, genesis });
    await close();
    return new EngineChain(dataDir, await openDriven(dataDir, readers), readers);
  }

  /** Ends the program and begins it again on the same files. */
  async restart(): Promise<void> {
    await this.dev.close();
    this.dev = await openDriven(this.dataDir, this.readers);
  }

  async close(): Promise<void> {
    await this.dev.close();
    rmSync(this.dataDir, { recursive: true });
  }

  /** The whole answer to a request with a token. */
  async ask(method: string, ...params: unknown[]): Promise<Answer> {
    return (await (
      await this.post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
    ).json()) as Answer;
  }

  /** Posts any body to the engine port, with a token. */
  async post(body: string): Promise<Response> {
    const token = await new SignJWT({ iat: Math.floor(Date.now() / 1000) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(secret);
    return fetch(this.dev.node.engineServer?.url ?? '', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    });
  }

  /** The result; throws an Error with number and message where there is none. */
  async engine<T>(method: string, ...params: unknown[]): Promise<T> {
    const { result, error } = await this.ask(method, ...params);
    if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result as T;
  }

  /** The number of the error; undefined where there is a result. */
  async refusal(method: string, ...params: unknown[]): Promise<number | undefined> {
    return (await this.ask(method, ...params)).error?.code;
  }

  async genesisHash(): Promise<string> {
    return (await this.dev.call('eth_getBlockByNumber', '0x0', false)).hash;
  }

  /** Makes a block on the head, which becomes this one; the block is not told of. */
  async build(parent: string, timestamp: number, random?: number): Promise<Built> {
    const [, choose, get] = VERSIONS[forkAt(timestamp)];
    const attributes = attributesAt(timestamp, random);
    const { payloadId } = await this.engine<Update>(
      `engine_forkchoiceUpdatedV${choose}`,
      choice(parent),
      attributes,
    );
    // biome-ignore lint/suspicious/noExplicitAny: the form depends on the version
    const got = await this.engine<any>(`engine_getPayloadV${get}`, payloadId);
    return get === 1
      ? { payload: got, requests: [] }
      : { payload: got.executionPayload, requests: got.executionRequests ?? [] };
  }

  /** engine_newPayload of the payload's fork. */
  tell(built: Built, hashes?: readonly string[]): Promise<Status> {
    const [version] = VERSIONS[forkAt(Number(built.payload.timestamp))];
    return this.engine(`engine_newPayloadV${version}`, built.payload, ...besidesOf(built, hashes));
  }

  /** engine_forkchoiceUpdated without attributes, in a version that every fork knows. */
  async choose(head: string, safe?: string, finalized?: string): Promise<Status> {
    const update = await this.engine<Update>('engine_forkchoiceUpdatedV3', choice(head, safe, finalized));
    return update.payloadStatus;
  }

  /** Makes, tells of and adopts blocks, 12 seconds from each other. */
  async grow(parent: string, time: number, count: number, random = 0x22): Promise<Built[]> {
    const made: Built[] = [];
    for (let i = 1; i <= count; i++) {
      const built = await this.build(made.at(-1)?.payload.blockHash ?? parent, time + 12 * i, random);
      const { status, validationError } = await this.tell(built);
      if (status !== 'VALID') throw new Error(`${status} ${validationError}`);
      await this.choose(built.payload.blockHash);
      made.push(built);
    }
    return made;
  }

  /** A transfer of one wei waits in the pool. */
  async send(nonce: number): Promise<string> {
    const raw = await rich.signTransaction({
      ...{ chainId: 31337, nonce, to: FEE_RECIPIENT, value: 1n, gas: 21_000n },
      ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n },
    });
    return this.dev.call('eth_sendRawTransaction', raw);
  }
}

function openDriven(dataDir: string, readers: number | undefined): Promise<DevNode> {
  return openDevNode({
    dataDir,
    readers,
    mode: { kind: 'manual' },
    engine: { host: '127.0.0.1', port: 0, jwtSecret: secret },
  });
}
