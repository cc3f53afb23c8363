/*
 * `xai start --rpc-workers` as a process with reader processes, under load: what one connection was told, every other one
 * knows; a reader that is killed is started again, and nobody else notices.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateKeyToAccount } from 'viem/accounts';
import { GENESIS, type RunningNode, runToEnd, startProgram } from '../../src/program.ts';
import { temporaryDirectory } from '../../src/temporary.ts';
import { freePort, until } from '../launch.ts';

const WORKERS = 3;
const CONNECTIONS = 18;
const SENDERS = 6;
/** Milliseconds of load for each part. */
const LOAD = 2_000;
/** Init code that logs one word under one topic. */
const LOGGING = '0x602a60005260076020600060206000a160006000f3';

const directory = temporaryDirectory();
const senders = Array.from({ length: SENDERS }, (_, index) =>
  privateKeyToAccount(`0x${(index + 1).toString(16).padStart(64, '7')}`),
);

let node: RunningNode;
let follower: RunningNode | undefined;
let metricsPort: number;

const genesis = join(directory, 'genesis.json');
const dataDir = join(directory, 'chain');
const START = ['start', '--data-dir', dataDir, '--block-time', '0.1'];

beforeAll(async () => {
  const alloc = Object.fromEntries(
    senders.map(({ address }) => [address, { balance: '0xd3c21bcecceda1000000' }]),
  );
  writeFileSync(genesis, JSON.stringify({ ...GENESIS, alloc: { ...GENESIS.alloc, ...alloc } }));
  metricsPort = await freePort();
  await runToEnd(['init', '--genesis', genesis, '--data-dir', dataDir]);
  const metrics = ['--metrics', `127.0.0.1:${metricsPort}`];
  node = await startProgram([...START, '--rpc-workers', String(WORKERS), ...metrics]);
}, 60_000);

afterAll(async () => {
  for (const each of [node, follower]) if (each?.process.exitCode === null) await each.end('SIGKILL');
});

/** One WebSocket; requests on a broken one reject. */
class Line {
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly announced: { readonly hash: string; readonly number: string }[] = [];
  #socket!: WebSocket;
  #id = 0;
  breaks = 0;

  #opening: Promise<this> | undefined;

  /** Opens it again where it broke; for all who ask meanwhile once. */
  reopen(): Promise<this> {
    if (this.#socket.readyState === WebSocket.OPEN) return Promise.resolve(this);
    this.#opening ??= this.open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async open(): Promise<this> {
    const socket = new WebSocket(node.url.replace('http', 'ws'));
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const { id, result, error, params } = JSON.parse(String(data));
      if (id === undefined) {
        this.announced.push(params.result);
        return;
      }
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Refused(error.message));
    };
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error('no connection'));
    });
    socket.onclose = () => {
      this.breaks += 1;
      for (const { reject } of this.#waiting.values()) reject(new Error('the connection broke'));
      this.#waiting.clear();
    };
    return this;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  ask(method: string, ...params: unknown[]): Promise<any> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('the connection broke'));
    const id = ++this.#id;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return waiting.promise;
  }

  close(): void {
    this.#socket.onclose = null;
    this.#socket.close();
  }
}

/** An answer that is an error, in contrast to none. */
class Refused extends Error {}

const openLines = () => Promise.all(Array.from({ length: CONNECTIONS }, () => new Line().open()));

/** Asks again on a new connection while there is no answer. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
async function persist(line: Line, method: string, ...params: unknown[]): Promise<any> {
  const patience = Date.now() + 10_000;
  for (;;) {
    try {
      return await line.ask(method, ...params);
    } catch (error) {
      if (error instanceof Refused || Date.now() > patience) throw error;
      await line.reopen().catch(() => Bun.sleep(20));
    }
  }
}

/** Sends, waits for the receipt on one connection, and then looks for everything on all the others. */
async function sendAndLook(
  index: number,
  nonce: number,
  lines: readonly Line[],
): Promise<{ readonly number: bigint }> {
  const account = senders[index] as (typeof senders)[number];
  const pick = () => lines[Math.floor(Math.random() * lines.length)] as Line;
  const raw = await account.signTransaction({
    ...{ chainId: GENESIS.config.chainId, nonce, data: LOGGING, gas: 200_000n },
    ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n },
  });
  const sent = await persist(pick(), 'eth_sendRawTransaction', raw).catch((error: Error) => {
    // Asked again after a break: it had arrived.
    if (!/known|too low/.test(error.message)) throw error;
    return undefined;
  });
  const place = [account.address, `0x${nonce.toString(16)}`];
  const known = sent ?? (await persist(pick(), 'eth_getTransactionBySenderAndNonce', ...place)).hash;
  let receipt = null;
  while (receipt === null) receipt = await persist(pick(), 'eth_getTransactionReceipt', known);
  const { blockNumber, blockHash, logs } = receipt;
  await Promise.all(
    lines.map(async (line) => {
      const [newest, block, found, count, balance] = await Promise.all([
        persist(line, 'eth_blockNumber'),
        persist(line, 'eth_getBlockByNumber', blockNumber, false),
        persist(line, 'eth_getLogs', { fromBlock: blockNumber, toBlock: 'latest', address: logs[0].address }),
        persist(line, 'eth_getTransactionCount', account.address, 'latest'),
        persist(line, 'eth_getBalance', account.address, blockNumber),
      ]);
      expect(BigInt(newest)).toBeGreaterThanOrEqual(BigInt(blockNumber));
      expect(block.hash).toBe(blockHash);
      expect(block.transactions).toContain(known);
      expect(found).toHaveLength(1);
      expect(Number(count)).toBe(nonce + 1);
      expect(BigInt(balance)).toBeLessThan(10n ** 24n);
    }),
  );
  return { number: BigInt(blockNumber) };
}

const nonces = new Array<number>(SENDERS).fill(0);

/** Every sender, one transaction after the other, for a while; how many were mined and looked for. */
async function load(milliseconds: number, lines: readonly Line[]): Promise<number> {
  const end = Date.now() + milliseconds;
  let done = 0;
  await Promise.all(
    senders.map(async (_, index) => {
      let newest = 0n;
      while (Date.now() < end) {
        const { number } = await sendAndLook(index, nonces[index] as number, lines);
        expect(number).toBeGreaterThanOrEqual(newest);
        newest = number;
        nonces[index] = (nonces[index] as number) + 1;
        done += 1;
      }
    }),
  );
  return done;
}

/** The reader processes, by the system's own list. */
function readers(): number[] {
  const { pid } = node.process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter((text) => text !== '')
    .map(Number)
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('rpc-worker'));
}

/** Whether the process runs; one that has ended and that nobody has asked after yet (state Z) does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
};

describe.skipIf(process.platform !== 'linux')('start --rpc-workers', () => {
  test('what one connection was told, every other knows, under load', async () => {
    const lines = await openLines();
    expect(readers()).toHaveLength(WORKERS);
    expect(await load(LOAD, lines)).toBeGreaterThan(SENDERS);
    for (const line of lines) line.close();
  }, 60_000);

  test('a reader killed under load is started again, and the others go on', async () => {
    const lines = await openLines();
    const [victim] = readers() as [number];
    const running = load(LOAD, lines);
    await Bun.sleep(LOAD / 4);
    process.kill(victim, 'SIGKILL');
    expect(await running).toBeGreaterThan(SENDERS);
    await until(() => readers().length === WORKERS, 'the reader is there again');
    await until(async () => (await metric('xai_rpc_workers')) === WORKERS, 'it answers');
    expect(await metric('xai_rpc_worker_restarts_total')).toBe(1);
    expect(readers()).not.toContain(victim);
    expect(node.output()).toContain('a reader ended and is started again');
    expect(lines.some(({ breaks }) => breaks === 0)).toBe(true);
    for (const line of lines) line.close();
  }, 60_000);

  test('newHeads come without a gap on every connection', async () => {
    const lines = await openLines();
    await Promise.all(lines.map((line) => line.ask('eth_subscribe', 'newHeads')));
    await until(() => lines.every(({ announced }) => announced.length >= 10), 'ten blocks');
    for (const { announced } of lines) {
      const first = Number(announced[0]?.number);
      expect(announced.map(({ number }) => Number(number))).toEqual(announced.map((_, at) => first + at));
    }
    for (const line of lines) line.close();
  });

  test('health and the contracts API answer, and figures are of all readers together', async () => {
    expect(await (await fetch(`${node.url}/ready`)).json()).toMatchObject({ healthy: true, ready: true });
    const document = (await (await fetch(`${node.url}/openapi.json`)).json()) as { openapi: string };
    expect(document.openapi).toStartWith('3.');
    const before = await metric('xai_rpc_duration_seconds_count\\{method="net_version"\\}');
    await Promise.all(Array.from({ length: 20 }, () => node.call('net_version')));
    const after = await metric('xai_rpc_duration_seconds_count\\{method="net_version"\\}');
    expect(after - (Number.isNaN(before) ? 0 : before)).toBe(20);
  });

  test('SIGTERM lets running requests end, and leaves no process behind', async () => {
    const pids = readers();
    // Calls that run until their gas is used up.
    const call = { data: '0x5b600056', gas: '0x1312d00' };
    const batch = Array.from({ length: 4 }, (_, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'eth_call',
      params: [call],
    }));
    const answer = fetch(node.url, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify(batch),
    });
    await Bun.sleep(50);
    const ended = node.end('SIGTERM');
    expect(await (await answer).json()).toHaveLength(4);
    expect(await ended).toBe(0);
    await until(() => pids.every((pid) => !isAlive(pid)), 'the readers have ended');
  });

  test('readers end when the process that makes blocks is killed, and the next start finds its port free', async () => {
    const port = new URL(node.url).port;
    node = await startProgram([...START, '--rpc-workers', '2'], undefined, port);
    const pids = readers();
    expect(pids).toHaveLength(2);
    const second = runToEnd([
      'start',
      '--data-dir',
      join(directory, 'other'),
      '--genesis',
      genesis,
      '--port',
      port,
    ]);
    expect((await second).error).toContain('in use');
    const third = runToEnd([
      ...START.with(2, join(directory, 'other')),
      '--rpc-workers',
      '2',
      '--port',
      port,
    ]);
    expect((await third).error).toContain('in use');
    await node.end('SIGKILL');
    await until(() => pids.every((pid) => !isAlive(pid)), 'the readers have ended');
    node = await startProgram([...START, '--rpc-workers', '1'], undefined, port);
    expect(BigInt(await node.call<string>('eth_blockNumber'))).toBeGreaterThan(0n);
    expect(await node.end('SIGTERM')).toBe(0);
  }, 60_000);

  test('a follower answers by readers, and hands on what they take', async () => {
    node = await startProgram([...START, '--rpc-workers', '2']);
    follower = await startProgram([
      ...['start', '--data-dir', join(directory, 'follower'), '--genesis', genesis],
      ...['--follow', node.url, '--rpc-workers', '2'],
    ]);
    const [sender] = senders as [(typeof senders)[number]];
    const head = BigInt(await node.call<string>('eth_blockNumber'));
    const behind = follower;
    const heard = async () => BigInt(await behind.call<string>('eth_blockNumber')) >= head;
    await until(heard, 'the follower has the chain', 20_000);
    const nonce = Number(await node.call('eth_getTransactionCount', sender.address, 'latest'));
    const raw = await sender.signTransaction({
      ...{ chainId: GENESIS.config.chainId, nonce, to: sender.address, gas: 21_000n },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n },
    });
    const hash = await behind.call('eth_sendRawTransaction', raw);
    const receiptOf = (at: RunningNode) => at.call<object | null>('eth_getTransactionReceipt', hash);
    await until(async () => (await receiptOf(behind)) !== null, 'the transaction is in a block');
    expect(await receiptOf(node)).toEqual(await receiptOf(behind));
    expect(await behind.end('SIGTERM')).toBe(0);
    expect(await node.end('SIGTERM')).toBe(0);
  }, 60_000);

  test('dev refuses the flag and says why', async () => {
    const { status, error } = await runToEnd(['dev', '--rpc-workers', '2']);
    expect(status).toBe(2);
    expect(error).toContain('live in one process');
  });
});
