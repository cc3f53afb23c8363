/**
 * How reads scale with reader processes: the same requests to `xai start` without readers, with one and with two, in turns.
 * `bun bench/workers.ts [--rounds 5] [--seconds 2] [--program dist/xai] [--together] [--small]`.
 *
 * One core serves the first two (taskset), two cores the third, a reader on each, and there the client needs its share of
 * them too. So the table tells both: the rate as it came, with the client's CPU beside it, and what the CPU time of a request says:
 * 2 × (time with one reader) ÷ (time with two) is how much more two whole cores serve than one. On a busy machine
 * `--together` asks all three at the same time, so that they have the same neighbours: the rates then say nothing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, request } from '../test/e2e/launch.ts';
import { root } from '../test/e2e/root.ts';
import { body } from './load.ts';
import { median } from './median.ts';
import { steadyLoad } from './steadyLoad.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    program: { type: 'string' },
    small: { type: 'boolean', default: false },
    together: { type: 'boolean', default: false },
  },
});
const rounds = values.small ? 1 : Number(values.rounds);
const seconds = values.small ? 0.2 : Number(values.seconds);
const program = values.program?.split(' ') ?? [process.execPath, join(root, 'src/main.ts')];

/** Clock ticks of /proc in a second: fixed by Linux's interface. */
const TICKS = 100;
const CONTRACT = `0x${'c0'.repeat(20)}`;
/** Reads slot 7 two hundred times. */
const READING = '0x60c85b60075450600190038060025760075460005260206000f3';
const LONG_CONTRACT = `0x${'c1'.repeat(20)}`;
/** Reads slot 7 two hundred thousand times: work beside which a request and its client count for little. */
const LONG_READING = '0x62030d405b60075450600190038060045760075460005260206000f3';

const GENESIS = {
  config: {
    ...{ chainId: 4242, homesteadBlock: 0, eip150Block: 0, eip155Block: 0, eip158Block: 0 },
    ...{ byzantiumBlock: 0, constantinopleBlock: 0, petersburgBlock: 0, istanbulBlock: 0 },
    ...{ berlinBlock: 0, londonBlock: 0, terminalTotalDifficulty: 0, shanghaiTime: 0 },
  },
  gasLimit: '0x1c9c380',
  difficulty: '0x0',
  alloc: {
    ...Object.fromEntries(
      addresses().map((address, index) => [address, { balance: `${10n ** 18n + BigInt(index)}` }]),
    ),
    [CONTRACT]: { balance: '1', code: READING, storage: { '0x07': '0x2a' } },
    [LONG_CONTRACT]: { balance: '1', code: LONG_READING, storage: { '0x07': '0x2a' } },
  },
};

function addresses(): string[] {
  return Array.from({ length: 1000 }, (_, index) => `0x${(index + 4096).toString(16).padStart(40, 'a')}`);
}

/** What is asked: the bodies, and on how many connections. */
const WORK: readonly {
  readonly name: string;
  readonly connections: number;
  readonly bodies: readonly string[];
}[] = [
  {
    name: 'eth_getBalance',
    connections: 64,
    bodies: addresses().map((address) => body('eth_getBalance', address, 'latest')),
  },
  {
    name: 'batch of 100 eth_getBalance',
    connections: 16,
    bodies: [
      `[${addresses()
        .slice(0, 100)
        .map((address) => body('eth_getBalance', address, 'latest'))
        .join(',')}]`,
    ],
  },
  {
    name: 'eth_call of 200 SLOADs',
    connections: 32,
    bodies: [body('eth_call', { to: CONTRACT }, 'latest')],
  },
  {
    name: 'eth_call of 200,000 SLOADs',
    connections: 32,
    bodies: [body('eth_call', { to: LONG_CONTRACT }, 'latest')],
  },
];

/** A node with so many readers. */
interface Subject {
  readonly readers: number;
  readonly port: number;
  /** microseconds of CPU of all its processes */
  cpuTime(): number;
  stop(): Promise<void>;
}

async function start(directory: string, readers: number): Promise<Subject> {
  const dataDir = join(directory, String(readers));
  const genesis = join(directory, 'genesis.json');
  writeFileSync(genesis, JSON.stringify(GENESIS));
  const made = Bun.spawnSync([...program, 'init', '--genesis', genesis, '--data-dir', dataDir]);
  if (!made.success) throw new Error(made.stderr.toString());
  const port = await freePort();
  const pinned = readers < 2 ? ['taskset', '-c', '0'] : [];
  const child = Bun.spawn(
    [
      ...[...pinned, ...program, 'start', '--no-mining', '--data-dir', dataDir, '--port', String(port)],
      ...['--rpc-workers', String(readers), '--log-level', 'error'],
    ],
    { stdin: 'ignore', stdout: 'ignore', stderr: 'inherit' },
  );
  for (let tries = 0; ; tries++) {
    try {
      await request(`http://127.0.0.1:${port}`, 'eth_chainId');
      break;
    } catch (error) {
      if (tries > 600) throw error;
      await Bun.sleep(50);
    }
  }
  if (readers > 1) {
    for (const [core, pid] of familyOf(child.pid).slice(1).entries()) {
      Bun.spawnSync(['taskset', '-a', '-p', '-c', String(core), String(pid)]);
    }
  }
  return {
    readers,
    port,
    cpuTime: () => familyOf(child.pid).reduce((sum, pid) => sum + cpuTimeOf(pid), 0),
    async stop() {
      child.kill('SIGTERM');
      await child.exited;
    },
  };
}

/** A process and its children. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(/\s+/).map(Number))];
}

function cpuTimeOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1e6;
}

/** One round of one workload on one node. */
interface Measure {
  readonly rate: number;
  /** µs of the node for a request */
  readonly node: number;
  /** µs of this client for a request */
  readonly client: number;
}

async function measure(subject: Subject, work: (typeof WORK)[number]): Promise<Measure> {
  const before = { node: subject.cpuTime(), client: process.cpuUsage(), time: performance.now() };
  const count = await steadyLoad(subject.port, work.connections, work.bodies, seconds * 1000);
  const time = (performance.now() - before.time) / 1000;
  const { user, system } = process.cpuUsage(before.client);
  return {
    rate: count / time,
    node: (subject.cpuTime() - before.node) / count,
    client: (user + system) / count,
  };
}

async function inTurns(work: (typeof WORK)[number]): Promise<Measure[]> {
  const measured: Measure[] = [];
  for (const subject of subjects) measured.push(await measure(subject, work));
  return measured;
}

const directory = mkdtempSync(join(tmpdir(), 'xai-bench-'));
const subjects: Subject[] = [];
try {
  for (const readers of [0, 1, 2]) subjects.push(await start(directory, readers));
  console.log('| work | readers | /s | node, µs CPU | client, µs CPU | × one reader | × by CPU |');
  console.log('|---|---|---|---|---|---|---|');
  for (const work of WORK) {
    const figures = new Map<Subject, Measure[]>(subjects.map((subject) => [subject, []]));
    for (const subject of subjects) await measure(subject, work);
    for (let round = 0; round < rounds; round++) {
      const measured = values.together
        ? await Promise.all(subjects.map((subject) => measure(subject, work)))
        : await inTurns(work);
      for (const [at, subject] of subjects.entries()) figures.get(subject)?.push(measured[at] as Measure);
    }
    const rows = [...figures].map(([{ readers }, list]) => ({
      readers,
      rate: median(list.map(({ rate }) => rate)),
      node: median(list.map(({ node }) => node)),
      client: median(list.map(({ client }) => client)),
    }));
    const one = rows[1] as (typeof rows)[number];
    for (const { readers, rate, node, client } of rows) {
      const ratio =
        readers === 2 ? [(rate / one.rate).toFixed(2), ((2 * one.node) / node).toFixed(2)] : ['', ''];
      const cells = [
        work.name,
        readers,
        Math.round(rate).toLocaleString('en'),
        node.toFixed(1),
        client.toFixed(1),
      ];
      console.log(`| ${[...cells, ...ratio].join(' | ')} |`);
    }
  }
} finally {
  for (const subject of subjects) await subject.stop();
  rmSync(directory, { recursive: true });
}
