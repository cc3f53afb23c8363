/**
 * What attackers and crowds do to a node, in figures: a chain with a block each second is left alone, then attacked in one
 * way after the other, each for some seconds. Printed for each: the longest time between two blocks as a subscriber hears
 * of them, how long a modest client waits for an answer, and the memory of the process.
 *
 *   bun test/e2e/hostile/stress.ts                      all, 10 seconds each
 *   bun test/e2e/hostile/stress.ts --seconds 30 calls
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Socket } from 'bun';
import { privateKeyToAccount } from 'viem/accounts';
import { signTransaction } from '../../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { GENESIS, type RunningNode, runToEnd, startProgram } from '../../src/program.ts';

const ACCOUNTS = 64;
/** Gas of a block: so little that one machine can send five times what blocks hold. */
const BLOCK_GAS = 5_040_000;
const keys = Array.from(
  { length: ACCOUNTS },
  (_, index) => `0x${String(index + 1).padStart(64, '7')}` as const,
);
const nonces = keys.map(() => 0n);

/** Attacks until the time is over; says in a few words what came of it. */
type Attack = (node: RunningNode, over: () => boolean) => Promise<string>;

const ATTACKS: Readonly<Record<string, Attack>> = {
  nothing: async (_node, over) => {
    await until(over);
    return '';
  },
  idle: async (node, over) => {
    const sockets = await openSockets(node, 10_000);
    await until(over);
    for (const socket of sockets) socket.end();
    return `${sockets.length} silent sockets`;
  },
  slow: async (node, over) => {
    const sockets = await openSockets(node, 1_000);
    const text = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n';
    for (let at = 0; !over(); at++) {
      for (const socket of sockets) socket.write(text[at] ?? '[');
      await Bun.sleep(100);
    }
    for (const socket of sockets) socket.end();
    return `${sockets.length} sockets, a byte each 100 ms`;
  },
  subscribers: async (node, over) => {
    let heads = 0;
    const open = async () => {
      const socket = await openWebSocket(node);
      socket.onmessage = ({ data }) => {
        if (String(data).includes('"params"')) heads++;
      };
      socket.send('{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}');
      return socket;
    };
    const sockets = await Promise.all(Array.from({ length: 1_000 }, open));
    await until(over);
    for (const socket of sockets) socket.close();
    return `${heads} heads to ${sockets.length} subscribers`;
  },
  calls: async (node, over) => {
    const to = `0x${'77'.repeat(20)}`;
    const params = [{ to }, 'latest', { [to]: { code: '0x5b5f56' } }];
    const answers = await hammer(20, over, () => post(node, 'eth_call', params));
    return `endless eth_call from 20 clients: ${answers}`;
  },
  crowd: async (node, over) => {
    const to = `0x${'77'.repeat(20)}`;
    const params = [{ to }, 'latest', { [to]: { code: '0x5b5f56' } }];
    const answers = await hammer(200, over, () => post(node, 'eth_call', params));
    return `endless eth_call from 200 clients: ${answers}`;
  },
  reads: async (node, over) => {
    const params = [privateKeyToAccount(keys[0] ?? '0x').address, 'latest'];
    const answers = await hammer(200, over, () => post(node, 'eth_getBalance', params));
    return `eth_getBalance from 200 clients: ${answers}`;
  },
  overload: async (node, over) => {
    const answers = await hammer(ACCOUNTS, over, async (client) => {
      const answer = await send(node, fromHex(keys[client] ?? '0x'), nonces[client] ?? 0n);
      if (answer === 'taken') nonces[client] = (nonces[client] ?? 0n) + 1n;
      return answer;
    });
    const counts = async () =>
      Promise.all(
        keys.map((key) =>
          node.call<string>('eth_getTransactionCount', privateKeyToAccount(key).address, 'latest'),
        ),
      );
    const sent = nonces.reduce((sum, nonce) => sum + nonce, 0n);
    let [latest, mined] = [Date.now() + 60_000, 0n];
    while (mined < sent && Date.now() < latest) {
      await Bun.sleep(200);
      mined = (await counts()).reduce((sum, count) => sum + BigInt(count), 0n);
    }
    return `blocks hold ${BLOCK_GAS / 21_000} transfers a second; ${answers}; in blocks: ${mined} of ${sent} that were taken`;
  },
  spam: async (node, over) => {
    const answers = await hammer(100, over, (client) => {
      const unpaid = fromHex(`0x${String(client + 1).padStart(64, '8')}`);
      const gap = 100_000n + BigInt(Math.floor(Math.random() * 10_000));
      return client % 2 === 0
        ? send(node, unpaid, 0n)
        : send(node, fromHex(keys[client % ACCOUNTS] ?? '0x'), gap);
    });
    const { pending, queued } = await node.call<{ pending: string; queued: string }>('txpool_status');
    return `${answers}; pool: ${Number(pending)} executable, ${Number(queued)} waiting`;
  },
};

async function until(over: () => boolean): Promise<void> {
  while (!over()) await Bun.sleep(50);
}

function openSockets(node: RunningNode, count: number): Promise<Socket[]> {
  const { port, hostname } = new URL(node.url);
  const socket = { data: () => undefined, error: () => undefined };
  return Promise.all(
    Array.from({ length: count }, () => Bun.connect({ hostname, port: Number(port), socket })),
  );
}

async function openWebSocket(node: RunningNode): Promise<WebSocket> {
  const socket = new WebSocket(node.url.replace('http', 'ws'));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return socket;
}

/** Keeps so many clients busy, each with one request at a time; counts what they were told. */
async function hammer(
  clients: number,
  over: () => boolean,
  request: (client: number) => Promise<string>,
): Promise<string> {
  const counts = new Map<string, number>();
  const begun = performance.now();
  const run = async (client: number) => {
    while (!over()) {
      const answer = await request(client);
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  const seconds = (performance.now() - begun) / 1000;
  return [...counts].map(([answer, count]) => `${Math.round(count / seconds)}/s ${answer}`).join(', ');
}

/** Posts a request; "taken", or the error in words without figures. */
async function post(node: RunningNode, method: string, params: readonly unknown[]): Promise<string> {
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = (await (await fetch(node.url, { method: 'POST', body })).json()) as {
      error?: { message: string };
    };
    return answer.error === undefined ? 'taken' : `"${answer.error.message.split(':')[0]}"`;
  } catch {
    return 'no answer';
  }
}

function send(node: RunningNode, key: Uint8Array, nonce: bigint): Promise<string> {
  const fields = { type: 2, chainId: 4242n, nonce, gasLimit: 21_000n, value: 1n, accessList: [] } as const;
  const fees = { maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
  const { raw } = signTransaction(
    { ...fields, ...fees, to: new Uint8Array(20).fill(7), data: new Uint8Array(0) },
    key,
  );
  return post(node, 'eth_sendRawTransaction', [toHex(raw)]);
}

/** Listens to heads and asks for the balance of nobody ten times a second; told when it is stopped. */
async function watch(node: RunningNode) {
  const waits: number[] = [];
  let [last, longest, running] = [performance.now(), 0, true];
  const socket = await openWebSocket(node);
  const heard = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  socket.onmessage = heard;
  socket.send('{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}');
  const asking = (async () => {
    while (running) {
      const begun = performance.now();
      await post(node, 'eth_getBalance', [`0x${'00'.repeat(20)}`, 'latest']);
      waits.push(performance.now() - begun);
      await Bun.sleep(100);
    }
  })();
  return async () => {
    running = false;
    await asking;
    heard();
    socket.close();
    waits.sort((a, b) => a - b);
    const at = (share: number) => (waits[Math.floor((waits.length - 1) * share)] ?? 0).toFixed(0);
    return { gap: (longest / 1000).toFixed(2), median: at(0.5), slowest: at(1) };
  };
}

/** MiB that a process has in RAM. */
function memory({ process: child }: RunningNode): string {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return (Number(line ?? 0) / 1024).toFixed(0);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '10' } },
  });
  const directory = mkdtempSync(join(tmpdir(), 'xai-stress-'));
  const genesis = join(directory, 'genesis.json');
  const rich = Object.fromEntries(
    keys.map((key) => [privateKeyToAccount(key).address, { balance: '0xd3c21bcecceda1000000' }]),
  );
  writeFileSync(
    genesis,
    JSON.stringify({
      ...GENESIS,
      gasLimit: `0x${BLOCK_GAS.toString(16)}`,
      alloc: { ...GENESIS.alloc, ...rich },
    }),
  );
  const dataDir = join(directory, 'chain');
  await runToEnd(['init', '--genesis', genesis, '--data-dir', dataDir]);
  const node = await startProgram(['start', '--data-dir', dataDir, '--block-time', '1']);
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(ATTACKS)) {
      const attack = ATTACKS[name];
      if (attack === undefined) throw new Error(`there are ${Object.keys(ATTACKS).join(', ')}`);
      const report = await watch(node);
      const end = Date.now() + Number(values.seconds) * 1000;
      const outcome = await attack(node, () => Date.now() > end);
      const { gap, median, slowest } = await report();
      const figures = `longest gap ${gap} s, answer ${median} ms (slowest ${slowest}), ${memory(node)} MiB`;
      console.log(`${name.padEnd(12)} ${figures}; ${outcome}`);
      await Bun.sleep(1_000);
    }
  } finally {
    await node.end('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
