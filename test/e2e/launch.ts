/**
 * Starts the program under test as its users do: as a process, on a free port. XAI_E2E_NODE names another dev node to
 * run the same tests against for comparison, e.g. XAI_E2E_NODE=node_modules/.bin/anvil.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Subprocess } from 'bun';
import { root } from './root.ts';

const other = process.env.XAI_E2E_NODE;

/** True when another node than this repository's answers the tests. */
export const isOther = other !== undefined && other !== '';

/** A node that runs as a process of its own. */
export interface RunningNode {
  readonly port: number;
  readonly url: string;
  readonly webSocketUrl: string;
  /** All it wrote to standard output and error so far. */
  output(): string;
  /** Asks it to end and waits; the exit code. */
  stop(): Promise<number>;
  /** Ends it with SIGKILL and waits. */
  kill(): Promise<void>;
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Starts `xai dev` with these flags and waits until it answers. */
export function launchDev(flags: readonly string[] = [], port?: number): Promise<RunningNode> {
  const command = isOther
    ? (other as string).split(' ')
    : [process.execPath, join(root, 'src/main.ts'), 'dev'];
  return launch([...command, ...flags], port);
}

/** Starts `xai <arguments> --port …` and waits until it answers. */
export function launchProgram(args: readonly string[], port?: number): Promise<RunningNode> {
  return launch([process.execPath, join(root, 'src/main.ts'), ...args], port);
}

/** Runs `xai <arguments>` to its end. */
export async function runProgram(args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = Bun.spawn([process.execPath, join(root, 'src/main.ts'), ...args], {
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, output: out + error };
}

async function launch(command: readonly string[], wanted: number | undefined): Promise<RunningNode> {
  const port = wanted ?? (await freePort());
  const child = Bun.spawn([...command, '--port', String(port)], {
    cwd: root,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  let output = '';
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  void collect(child.stdout);
  void collect(child.stderr);
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child, () => output);
  return {
    port,
    url,
    webSocketUrl: `ws://127.0.0.1:${port}`,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      const inTime = await Promise.race([child.exited, Bun.sleep(20_000).then(() => undefined)]);
      if (inTime !== undefined) return inTime;
      child.kill('SIGKILL');
      throw new Error(`The node did not end within 20 seconds of SIGTERM:\n${output}`);
    },
    async kill() {
      child.kill('SIGKILL');
      await child.exited;
    },
  };
}

async function answers(url: string, child: Subprocess, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The node ended with code ${child.exitCode}:\n${output()}`);
    try {
      await request(url, 'eth_chainId');
      return;
    } catch {
      await Bun.sleep(50);
    }
  }
  child.kill('SIGKILL');
  throw new Error(`The node did not answer within a minute:\n${output()}`);
}

/** A JSON-RPC answer as it came. */
export interface Answer {
  readonly jsonrpc: string;
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** One JSON-RPC request over HTTP; the whole answer. */
export async function ask(url: string, method: string, ...params: readonly unknown[]): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as Answer;
}

/** One JSON-RPC request over HTTP; its result. Throws on an error. */
export async function request<T = unknown>(
  url: string,
  method: string,
  ...params: readonly unknown[]
): Promise<T> {
  const answer = await ask(url, method, ...params);
  if (answer.error) throw new Error(`${method}: ${answer.error.message} (${answer.error.code})`);
  return answer.result as T;
}

/** Waits until `condition` holds, looking every 20 ms. Throws with `what` when it does not within `milliseconds`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 10_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await Bun.sleep(20);
  }
}
