/** `xai start` as a process on a chain of its own, with accounts that can pay. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../storage/encoding/bytes.ts';
import { freePort, request } from '../../test/e2e/launch.ts';
import { root } from '../../test/e2e/root.ts';
import { cpuTimeOf } from '../nodes.ts';
import { makeSenders, type Sender } from '../subject.ts';

/** A node under load. */
export interface SoakNode {
  readonly port: number;
  readonly senders: readonly Sender[];
  call<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
  /** MiB it holds (of it what is not a page of a file), MiB on disk, seconds of CPU. */
  usage(): { memory: number; own: number; disk: number; cpu: number };
  stop(): Promise<void>;
  /** `xai db verify` on what is left on disk. */
  verifyStore(): Promise<{ code: number; output: string }>;
}

/** Prague from the first block; everything funded in the genesis. */
function genesisOf(senders: readonly Sender[]): object {
  const blocks = ['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople', 'petersburg'];
  const later = ['istanbul', 'muirGlacier', 'berlin', 'london', 'arrowGlacier', 'grayGlacier'];
  const times = ['shanghaiTime', 'cancunTime', 'pragueTime', 'osakaTime'];
  return {
    config: {
      chainId: 31337,
      ...Object.fromEntries([...blocks, ...later].map((fork) => [`${fork}Block`, 0])),
      ...Object.fromEntries(times.map((fork) => [fork, 0])),
      terminalTotalDifficulty: 0,
      blobSchedule: {
        cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
        prague: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
        osaka: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
      },
    },
    difficulty: '0x0',
    gasLimit: '0x3938700',
    timestamp: '0x0',
    alloc: Object.fromEntries(
      senders.map(({ address }) => [toHex(address), { balance: `0x${(10n ** 24n).toString(16)}` }]),
    ),
  };
}

/** Starts the node and waits until it answers. */
export async function startChain(options: {
  readonly dataDir: string;
  readonly blockTime: string;
  readonly program: string | undefined;
}): Promise<SoakNode> {
  const { dataDir, blockTime } = options;
  const program = options.program?.split(' ') ?? [process.execPath, join(root, 'src/main.ts')];
  const senders = makeSenders();
  const genesis = join(dataDir, 'genesis.json');
  writeFileSync(genesis, JSON.stringify(genesisOf(senders)));
  const port = await freePort();
  const place = ['--data-dir', dataDir, '--log-level', 'warn'];
  const start = [...program, 'start', ...place, '--genesis', genesis, '--block-time', blockTime];
  const child = Bun.spawn([...start, '--port', String(port)], {
    cwd: root,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  });
  const url = `http://127.0.0.1:${port}`;
  const call: SoakNode['call'] = (method, ...params) => request(url, method, ...params);
  for (let attempts = 0; ; attempts++) {
    if (child.exitCode !== null) throw new Error(`the node ended with code ${child.exitCode}`);
    const answered = await call('eth_chainId').catch(() => undefined);
    if (answered !== undefined) break;
    if (attempts > 1000) throw new Error('the node does not answer');
    await Bun.sleep(50);
  }
  return {
    port,
    senders,
    call,
    usage() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const sizeOf = (name: string) =>
        Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
      const blocks =
        statSync(join(dataDir, 'chain/data.mdb'), { throwIfNoEntry: false })?.blocks ?? Number.NaN;
      return {
        memory: sizeOf('VmRSS'),
        own: sizeOf('RssAnon'),
        disk: (blocks * 512) / 2 ** 20,
        cpu: (cpuTimeOf(child.pid) ?? Number.NaN) / 1e6,
      };
    },
    async stop() {
      child.kill('SIGTERM');
      await child.exited;
    },
    async verifyStore() {
      const verification = Bun.spawn([...program, 'db', 'verify', ...place.slice(0, 2)], { cwd: root });
      const output = await new Response(verification.stdout).text();
      return { code: await verification.exited, output: output.trim() };
    },
  };
}
