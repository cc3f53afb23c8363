/** Types the commands of a page, in order, in one shell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../e2e/root.ts';

/** What the commands left. */
export interface PageRun {
  readonly status: number;
  readonly out: string;
  /** lines on standard error that begin with "error:" */
  readonly errors: string;
  /** all of standard error */
  readonly log: string;
}

/** The `sh` blocks of a page from the repository's root as one script; sections whose heading is in `without` are left out. */
export function commandsOf(page: string, without: readonly string[] = []): string {
  const text = readFileSync(join(root, page), 'utf8');
  const sections = text
    .split(/^(?=## )/m)
    .filter((section) => !without.some((name) => section.startsWith(`## ${name}\n`)));
  return [...sections.join('').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
}

/** Runs a script in a folder against a node. It stops at the first command that fails. */
export async function runCommands(
  script: string,
  { cwd, home, url, tools }: { cwd: string; home: string; url: string; tools: string },
): Promise<PageRun> {
  const shell = Bun.spawn(['sh', '-eu', '-c', script], {
    cwd,
    env: {
      PATH: `${tools}:${process.env.PATH}`,
      HOME: home,
      BUN: process.execPath,
      XAI_RPC_URL: url,
      // The compiler that the repository pins, so that nothing is downloaded.
      FOUNDRY_SOLC: join(root, 'test/e2e/solc/solc'),
      FOUNDRY_OFFLINE: 'true',
      HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
      NO_COLOR: '1',
      CI: 'true',
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, log] = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
  return { status: await shell.exited, out, log, errors: log.replace(/^(?!error:).*\n/gm, '') };
}
