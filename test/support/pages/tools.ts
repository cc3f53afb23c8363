/** The programs that pages expect on the path, made of what lockfiles pin: while pages run, nothing is downloaded. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolPath } from '../../e2e/foundry/tools.ts';
import { install } from '../../e2e/install.ts';
import { root } from '../../e2e/root.ts';

/** Makes a folder for the front of PATH: xai, forge, cast, npm, npx, node and, with an interpreter that has web3, python and pip. */
export async function pageTools(folder: string, python: string | undefined): Promise<string> {
  mkdirSync(folder, { recursive: true });
  // Its packages are Hardhat's, and Node 22, which Hardhat and scripts in TypeScript need.
  const hardhat = await install(join(root, 'test/e2e/hardhat/project'));
  const add = (name: string, line: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  const bun = `"${process.execPath}"`;
  add('xai', `exec ${bun} "${join(root, 'src/main.ts')}" "$@"`);
  for (const tool of ['forge', 'cast'] as const) add(tool, `exec "${toolPath(tool)}" "$@"`);
  const node = newNode(join(hardhat, 'node_modules'));
  add('node', `exec "${node}" "$@"`);
  add('npx', `name="$1"; shift; exec "${node}" "$(readlink -f "node_modules/.bin/$name")" "$@"`);
  const sources = [join(hardhat, 'node_modules'), join(root, 'node_modules')];
  add(
    'npm',
    `exec ${bun} "${join(import.meta.dir, 'npmInstall.ts')}" ${sources.map((each) => `"${each}"`).join(' ')} -- "$@"`,
  );
  if (python !== undefined) {
    add('python', `exec "${python}" "$@"`);
    // Their packages are installed already, as test/support/python/requirements.txt pins them.
    add('pip', `exec "${python}" -c "import web3"`);
  }
  return folder;
}

/** Node 22.18 or newer: the one that runs already, else the one that the lockfile of the Hardhat project pins. */
function newNode(packages: string): string {
  const own = Bun.which('node');
  const version = own === null ? '' : Bun.spawnSync([own, '--version']).stdout.toString();
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  if (own !== null && (major > 22 || (major === 22 && minor >= 18))) return own;
  const machine = `${process.platform}-${process.arch}`;
  const pinned = [`node-${machine}`, `node-bin-${machine}`]
    .map((name) => join(packages, name, 'bin/node'))
    .find((path) => existsSync(path));
  if (pinned === undefined) throw new Error(`no Node 22 is pinned for ${machine}`);
  return pinned;
}

/** Adds `xai-viem` to a folder's packages, as `npm install` of the built sdk does. */
export async function linkSdk(packages: string): Promise<void> {
  const target = join(packages, 'xai-viem');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), readFileSync(join(root, 'sdk/package.json')));
  const built = Bun.spawn(['node', join(root, 'scripts/sdk/build.mjs'), join(target, 'dist')], {
    stdout: 'ignore',
  });
  if ((await built.exited) !== 0) throw new Error('the sdk could not be built');
  // Its peer is the project's own.
  if (!existsSync(join(packages, 'viem')))
    symlinkSync(join(root, 'node_modules/viem'), join(packages, 'viem'));
}
