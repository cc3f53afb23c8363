import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENESIS, type RunningNode, runToEnd, startProgram } from '../../src/program.ts';
import { freePort } from '../launch.ts';
import { type Link, openLink } from './link.ts';

/** Milliseconds that a question to a node may take. */
const PATIENCE = 5_000;

/** One node of the cluster, which may be down or paused at any time. */
export interface Member {
  readonly name: string;
  readonly url: string;
  /** Its way to the producer; undefined of the producer itself. */
  readonly link: Link | undefined;
  state: 'up' | 'down' | 'paused';
  /** Asks the node; rejects while it is down, and after five seconds while it is paused. */
  ask<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
  start(): Promise<void>;
  /** Ends the process: SIGKILL without a word, SIGTERM in order. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Cuts the process off from everybody, or lets it go on. */
  pause(): void;
  goOn(): void;
  /** Records of level "error" that its processes have logged. */
  errors(): string[];
}

/** What a node refused, in contrast to a node that did not answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/**
 * A producer and two followers of one chain as processes, each on a port that it keeps over restarts. Each follower has a way
 * to the producer that can be cut; clients reach all of them.
 */
export async function startCluster(directory: string, alloc: Record<string, object>): Promise<Member[]> {
  const genesis = join(directory, 'genesis.json');
  mkdirSync(directory, { recursive: true });
  writeFileSync(genesis, JSON.stringify({ ...GENESIS, alloc: { ...GENESIS.alloc, ...alloc } }));
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const links = [await openLink(ports[0]), await openLink(ports[0])] as const;
  const members = [
    member('producer', join(directory, 'producer'), ports[0], ['--block-time', '0.2'], undefined),
    member('follower 1', join(directory, 'follower-1'), ports[1], ['--follow', links[0].url], links[0]),
    member('follower 2', join(directory, 'follower-2'), ports[2], ['--follow', links[1].url], links[1]),
  ];
  for (const [index, folder] of ['producer', 'follower-1', 'follower-2'].entries()) {
    const made = await runToEnd(['init', '--genesis', genesis, '--data-dir', join(directory, folder)]);
    if (made.status !== 0) throw new Error(made.error);
    await members[index]?.start();
  }
  return members;
}

function member(
  name: string,
  dataDir: string,
  port: number,
  flags: readonly string[],
  link: Link | undefined,
): Member {
  const url = `http://127.0.0.1:${port}`;
  const lives: RunningNode[] = [];
  const running = () => lives.at(-1)?.process;
  return {
    name,
    url,
    link,
    state: 'down',
    ask: (method, ...params) => ask(url, method, params),
    async start() {
      lives.push(await startProgram(['start', '--data-dir', dataDir, ...flags], undefined, String(port)));
      this.state = 'up';
    },
    async end(signal) {
      if (this.state === 'paused') this.goOn();
      this.state = 'down';
      await lives.at(-1)?.end(signal);
    },
    pause() {
      running()?.kill('SIGSTOP');
      this.state = 'paused';
    },
    goOn() {
      running()?.kill('SIGCONT');
      this.state = 'up';
    },
    errors: () =>
      lives.flatMap((life) => life.output().split('\n')).filter((line) => /"level":(50|60)/.test(line)),
  };
}

async function ask<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
  if (error !== undefined) throw new Refusal(error.message);
  return result;
}
