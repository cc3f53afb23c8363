/** Runs forge and cast as processes, offline, with their artefacts outside the repository's sources. */
import { join } from 'node:path';
import { root } from '../root.ts';

const cache = join(root, 'node_modules/.cache/xai-e2e/forge');

/** The Foundry project of these tests. */
export const project = join(root, 'test/e2e/foundry/project');

/**
 * The program itself. Foundry's packages put a launcher in node_modules/.bin that needs Node and hides the exit code.
 */
export function toolPath(tool: 'forge' | 'cast' | 'anvil'): string {
  const machine = process.arch === 'x64' ? 'amd64' : process.arch;
  return join(root, `node_modules/@foundry-rs/${tool}-${process.platform}-${machine}/bin/${tool}`);
}

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a tool of node_modules/.bin in the project; never throws for its exit code. */
export async function run(
  tool: 'forge' | 'cast',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = Bun.spawn([toolPath(tool), ...args], {
    cwd: project,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: {
      ...process.env,
      BUN: process.execPath,
      NO_COLOR: '1',
      FOUNDRY_DISABLE_NIGHTLY_WARNING: '1',
      FOUNDRY_OUT: join(cache, 'out'),
      FOUNDRY_CACHE_PATH: join(cache, 'cache'),
      FOUNDRY_BROADCAST: join(cache, 'broadcast'),
      ...env,
    },
  });
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, out: out.trim(), error: error.trim() };
}

/** Runs a tool that must succeed; what it printed. */
export async function succeed(
  tool: 'forge' | 'cast',
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const ended = await run(tool, args, env);
  if (ended.code !== 0) throw new Error(`${tool} ${args.join(' ')}\n${ended.out}\n${ended.error}`);
  return ended.out;
}
