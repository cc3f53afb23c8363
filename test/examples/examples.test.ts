import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../house/tree.ts';
import { type RunningNode, startProgram } from '../src/program.ts';
import { temporaryDirectory } from '../src/temporary.ts';
import { commandsOf, runCommands } from '../support/pages/runPage.ts';
import { pageTools } from '../support/pages/tools.ts';
import { pythonWithPackages } from '../support/python/python.ts';

/** Folder → what its commands must print. */
const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
  foundry: [/2 passed; 0 failed/, /\n7\n/],
  hardhat: [/2 passing/],
  viem: [/block \d+: 1\.5 XAI to 0x3c44/, /success, 21000 gas/],
  ethers: [/staked in block \d+/, /votes: 10\.0/, /events: 1/],
  python: [/-> 0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65 2 XAI/],
  native: [/a new account: TXAI/, /normal: 1000000000000000000 to TXAI/, /stake: 5 to TXAI/],
  rules: [/limits/],
};

const folder = temporaryDirectory();
const python = await pythonWithPackages();
let tools = '';
let node: RunningNode;
beforeAll(async () => {
  tools = await pageTools(join(folder, 'bin'), python);
  node = await startProgram(['dev']);
}, 240_000);
afterAll(async () => {
  await node?.end('SIGTERM');
});

test('every example is here, and in the list of them', () => {
  const folders = readdirSync(join(ROOT, 'examples'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(EXPECTED).sort());
  const list = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');
  for (const name of names) expect(list).toContain(`(${name}/README.md)`);
});

for (const name of Object.keys(EXPECTED)) {
  test.skipIf(name === 'python' && python === undefined)(
    `examples/${name} does what its README says`,
    async () => {
      const cwd = join(folder, name);
      cpSync(join(ROOT, 'examples', name), cwd, { recursive: true });
      const script = commandsOf(`examples/${name}/README.md`);
      const { status, out, log } = await runCommands(script, { cwd, home: folder, url: node.url, tools });
      expect({ status, log: status === 0 ? '' : log + out }).toEqual({ status: 0, log: '' });
      for (const pattern of EXPECTED[name] ?? []) expect(out).toMatch(pattern);
    },
    240_000,
  );
}
