import { afterAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../house/tree.ts';
import { type RunningNode, startProgram } from '../src/program.ts';
import { temporaryDirectory } from '../src/temporary.ts';

const folder = temporaryDirectory();
let node: RunningNode | undefined;
afterAll(async () => {
  await node?.end('SIGTERM');
});

/** The page's blocks of commands as one script. */
function script(): string {
  const page = readFileSync(join(ROOT, 'docs/contracts/QUICKSTART.md'), 'utf8');
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
}

/** A program that the page expects on the path. */
function install(name: string, line: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
}

test('docs/contracts/QUICKSTART.md does what it says', async () => {
  node = await startProgram(['dev']);
  install('xai', `"${process.execPath}" "${join(ROOT, 'src/main.ts')}"`);
  install('forge', `"${join(ROOT, 'node_modules/.bin/forge')}"`);
  const work = join(folder, 'work');
  mkdirSync(work);
  const shell = Bun.spawn(['sh', '-eu', '-c', script()], {
    cwd: work,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      BUN: process.execPath,
      XAI_RPC_URL: node.url,
      // The compiler that the repository pins, so that nothing is downloaded.
      FOUNDRY_SOLC: join(ROOT, 'test/e2e/solc/solc'),
      FOUNDRY_OFFLINE: 'true',
    },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, error] = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
  expect({ status: await shell.exited, error: error.replace(/^(?!error:).*\n/gm, '') }).toEqual({
    status: 0,
    error: 'error: it reverts: TooFar("107")\n',
  });
  expect(out).toContain('dry run      nothing was sent');
  expect(out).toContain(
    'event        Increased {"by":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","count":"7"}',
  );
  expect(out).toContain('\n"7"\n');
  expect(out).toContain('the code on chain is what the compiler gave\n');
  expect(out).toContain('not sent\n');
  expect(out).toContain(`"storage":{"0x0":"0x${'7'.padStart(64, '0')}"}`);
  expect(existsSync(join(work, 'counter.ts')) && existsSync(join(work, 'counter.py'))).toBe(true);
}, 120_000);
