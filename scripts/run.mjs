#!/usr/bin/env node
/**
 * What `npm run …` and `npm test` call. Needs Node 20 and npm alone: installs what bun.lock pins (Bun included), then
 * hands over to Bun.
 *
 *   node scripts/run.mjs dev [flags]      a development chain: xai dev
 *   node scripts/run.mjs start [flags]    a persistent chain: xai start
 *   node scripts/run.mjs xai [arguments]  any command of xai
 *   node scripts/run.mjs test [filters]   every check and test
 *   node scripts/run.mjs build [flags]    the single binary: dist/xai
 *   node scripts/run.mjs check            the checks alone: types, lint, format, architecture
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { runInherited } from './process.mjs';
import { runTests } from './test.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'src', 'main.ts');

/** Command → what it runs, given the path of Bun and the remaining arguments. Each resolves to an exit status. */
const commands = {
  dev: (bun, args) => runInherited(bun, [program, 'dev', ...args]),
  start: (bun, args) => runInherited(bun, [program, 'start', ...args]),
  xai: (bun, args) => runInherited(bun, [program, ...args]),
  test: (bun, args) => runTests(bun, root, args),
  build: (bun, args) => runInherited(bun, [join(root, 'scripts', 'build', 'build.ts'), ...args]),
  check: (bun, args) => runTests(bun, root, ['test/house', ...args]),
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')} [arguments]`);
  process.exit(2);
}
try {
  const bun = await install(root);
  process.exitCode = await command(bun, args);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
