/** Starts the nodes that are compared, each as a process on a free port, from their npm packages. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from '../test/e2e/install.ts';
import { freePort, request } from '../test/e2e/launch.ts';
import { root } from '../test/e2e/root.ts';

/** What xai may be compared with; `before` is another version of it. */
export const PEER_NAMES = ['anvil', 'hardhat', 'before'] as const;
export type NodeName = 'xai' | (typeof PEER_NAMES)[number];

/** A node that answers. */
export interface BenchNode {
  readonly name: NodeName;
  readonly port: number;
  readonly url: string;
  /** milliseconds from the start of the process to its first answer */
  readonly startTime: number;
  /** MiB that it held then; undefined where the system does not tell. */
  readonly startMemory: number | undefined;
  /** Microseconds of CPU that its process and threads have used; undefined where the system does not tell. */
  cpuTime(): number | undefined;
  /** MiB that it holds; undefined where the system does not tell. */
  memory(): number | undefined;
  stop(): Promise<void>;
}

/** Clock ticks of /proc in a second: fixed by Linux's interface. */
const TICKS = 100;

/**
 * Starts a node. `program` runs xai in place of `bun src/main.ts`: a compiled binary, say, or another version; `flags` come
 * after the node's own.
 */
export async function startNode(
  name: NodeName,
  program?: string,
  flags: readonly string[] = [],
): Promise<BenchNode> {
  const folder = name === 'hardhat' ? await install(join(root, 'test/e2e/hardhat/project')) : root;
  const port = await freePort();
  // anvil leaves the states of old blocks where it wrote them: some GiB after a run
  const states = name === 'anvil' ? mkdtempSync(join(tmpdir(), 'xai-bench-anvil-')) : undefined;
  const own = states === undefined ? [] : ['--cache-path', states];
  const started = performance.now();
  const command = [...commandOf(name, folder, program), '--port', String(port), ...own, ...flags];
  const child = Bun.spawn([...pinning(), ...command], {
    cwd: folder,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode}`);
    try {
      await request(url, 'eth_chainId');
      break;
    } catch {
      await Bun.sleep(2);
    }
    if (performance.now() - started > 60_000) {
      child.kill('SIGKILL');
      throw new Error(`${name} does not answer`);
    }
  }
  const startTime = performance.now() - started;
  return {
    name,
    port,
    url,
    startTime,
    startMemory: memoryOf(child.pid),
    cpuTime: () => cpuTimeOf(child.pid),
    memory: () => memoryOf(child.pid),
    async stop() {
      child.kill('SIGTERM');
      if ((await Promise.race([child.exited, Bun.sleep(5_000).then(() => undefined)])) === undefined) {
        child.kill('SIGKILL');
        await child.exited;
      }
      if (states !== undefined) rmSync(states, { recursive: true, force: true });
    },
  };
}

function commandOf(name: NodeName, folder: string, program: string | undefined): string[] {
  switch (name) {
    case 'xai':
    case 'before':
      return [...(program?.split(' ') ?? [process.execPath, join(root, 'src/main.ts')]), 'dev', '--silent'];
    case 'anvil':
      return [anvilProgram(), '--silent'];
    case 'hardhat':
      return [nodeProgram(folder), 'node_modules/hardhat/dist/src/cli.js', 'node'];
  }
}

/** The program itself: npm's command is a script that takes longer to start than the program. */
function anvilProgram(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const native = join(root, `node_modules/@foundry-rs/anvil-${process.platform}-${architecture}/bin/anvil`);
  return existsSync(native) ? native : join(root, 'node_modules/.bin/anvil');
}

/** Hardhat needs Node 22: the one that its project pins, else the one on the PATH. */
function nodeProgram(folder: string): string {
  const machine = `${process.platform}-${process.arch}`;
  const pinned = [`node-${machine}`, `node-bin-${machine}`].map((name) =>
    join(folder, 'node_modules', name, 'bin/node'),
  );
  return pinned.find((path) => existsSync(path)) ?? 'node';
}

/** Nodes run on the first core and the client on the others, where `taskset` can do that. */
function pinning(): string[] {
  if (availableParallelism() < 2 || Bun.which('taskset') === null) return [];
  Bun.spawnSync(['taskset', '-pc', `1-${availableParallelism() - 1}`, String(process.pid)]);
  return ['taskset', '-c', '0'];
}

/** The process and those that it started: npm's command of a native program is a script that runs it. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => familyOf(Number(child))))];
}

/** Microseconds of CPU that a process and those it started have used; undefined where the system does not tell. */
export function cpuTimeOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const ticks = familyOf(pid).map((member) => {
    const stat = readFileSync(`/proc/${member}/stat`, 'utf8');
    // The name of the program, in brackets, may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return (ticks.reduce((sum, one) => sum + one, 0) * 1_000_000) / TICKS;
}

function memoryOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  // The last one is the node itself.
  const status = readFileSync(`/proc/${familyOf(pid).at(-1)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}
