import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IS_BINARY } from '../../vm/binary.ts';
import { ModuleToolError } from './errors.ts';
import type { OpenProject } from './project.ts';

/** What the compiler was and what it answered, in its JSON of input and output. */
export interface CompilerRun {
  readonly version: string;
  readonly output: unknown;
}

/** Runs in a process of its own: a compiled program cannot load packages from a disk, the Bun inside it can. */
const SCRIPT = `
const solc = require('solc');
const output = JSON.parse(solc.compile(await Bun.stdin.text()));
await Bun.write(Bun.stdout, JSON.stringify({ version: solc.version(), output }));
`;

/** The folders that packages of a project are looked for in: its own, and, run from sources, the program's. */
export function packageFolders(folder: string): string[] {
  const own = IS_BINARY ? [] : [join(import.meta.dir, '..', '..', 'node_modules')];
  return [join(folder, 'node_modules'), ...own];
}

/**
 * Compiles with the npm package solc of a project, in the version that it pins. The input holds every source: the compiler
 * reads no file. Throws ModuleToolError.
 */
export function runCompiler({ folder, compiler }: OpenProject, input: object): CompilerRun {
  const packages = packageFolders(folder).find((each) => existsSync(join(each, 'solc', 'package.json')));
  if (packages === undefined) {
    const message = `the npm package solc is not installed: run "bun install" in ${folder}`;
    throw new ModuleToolError('no-compiler', message);
  }
  const { version } = JSON.parse(readFileSync(join(packages, 'solc', 'package.json'), 'utf8')) as {
    version: string;
  };
  if (version !== compiler.version) {
    throw new ModuleToolError(
      'no-compiler',
      `xai-module.json wants solc ${compiler.version}, installed is ${version}: run "bun add -d -E solc@${compiler.version}"`,
    );
  }
  const ended = Bun.spawnSync([process.execPath, '-e', SCRIPT], {
    cwd: join(packages, '..'),
    env: { ...process.env, BUN_BE_BUN: '1' },
    stdin: Buffer.from(JSON.stringify(input)),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (ended.exitCode !== 0) {
    throw new ModuleToolError(
      'no-compiler',
      `solc ${version} could not be run: ${ended.stderr.toString().trim()}`,
    );
  }
  return JSON.parse(ended.stdout.toString()) as CompilerRun;
}
