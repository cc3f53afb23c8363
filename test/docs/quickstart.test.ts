import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../house/tree.ts';
import { type RunningNode, startProgram } from '../src/program.ts';
import { temporaryDirectory } from '../src/temporary.ts';
import { commandsOf, runCommands } from '../support/pages/runPage.ts';
import { pageTools } from '../support/pages/tools.ts';
import { pythonWithPackages } from '../support/python/python.ts';

const PAGE = 'docs/contracts/QUICKSTART.md';
const folder = temporaryDirectory();
const python = await pythonWithPackages();
let node: RunningNode | undefined;
afterAll(async () => {
  await node?.end('SIGTERM');
});

test('docs/contracts/QUICKSTART.md does what it says', async () => {
  const tools = await pageTools(join(folder, 'bin'), python);
  node = await startProgram(['dev']);
  const work = join(folder, 'work');
  mkdirSync(work);
  const script = commandsOf(PAGE, python === undefined ? ['Python'] : []);
  const run = await runCommands(script, { cwd: work, home: folder, url: node.url, tools });
  expect({ status: run.status, log: run.status === 0 ? '' : run.log + run.out }).toEqual({
    status: 0,
    log: '',
  });
  expect(run.errors).toContain('error: it reverts: TooFar("107")\n');
  // Foundry
  expect(run.out).toContain('Deployed to: 0x');
  expect(run.out).toMatch(/^7$/m);
  // xai contract
  expect(run.out).toContain('dry run      nothing was sent');
  expect(run.out).toContain(
    'event        Increased {"by":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","count":"7"}',
  );
  expect(run.out).toContain('\n"7"\n');
  expect(run.out).toContain('the code on chain is what the compiler gave\n');
  expect(run.out).toContain('not sent\n');
  // viem, Python, Hardhat, HTTP
  expect(run.out).toContain('viem counts 8n\n');
  if (python !== undefined) expect(run.out).toContain('python counts 9\n');
  expect(run.out).toContain('1 passing');
  expect(run.out).toContain(`"storage":{"0x0":"0x${'7'.padStart(64, '0')}"}`);

  // The program that the page shows has types that hold, with the client as it was written.
  const tsconfig = {
    extends: join(ROOT, 'tsconfig.json'),
    include: ['*.ts'],
    compilerOptions: { types: [] },
  };
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ ...tsconfig, exclude: [] }));
  writeFileSync(
    join(work, 'process.d.ts'),
    'declare const process: { env: Record<string, string | undefined> };\ndeclare const console: { log(...values: unknown[]): void };\n',
  );
  const types = Bun.spawnSync([join(ROOT, 'node_modules/.bin/tsc'), '--noEmit', '--pretty', 'false'], {
    cwd: work,
  });
  expect(types.stdout.toString()).toBe('');
}, 480_000);
