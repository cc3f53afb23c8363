/** What `npm` is while a page runs: `install` takes packages from folders where lockfiles have put them, and refuses others. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkSdk } from './tools.ts';

const end = process.argv.indexOf('--');
const sources = process.argv.slice(2, end);
const [command, ...words] = process.argv.slice(end + 1);
if (command !== 'install') throw new Error(`npm ${command} is not for pages`);
const manifest = existsSync('package.json') ? JSON.parse(readFileSync('package.json', 'utf8')) : {};
const wanted: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
for (const word of words) if (!word.startsWith('-')) wanted[word] = '';
mkdirSync('node_modules', { recursive: true });

for (const [name, version] of Object.entries(wanted)) {
  if (name === 'xai-viem') {
    await linkSdk('node_modules');
    continue;
  }
  const found = sources.map((source) => join(source, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is pinned in no lockfile of this repository`);
  const pinned = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8')).version;
  if (version !== '' && version !== pinned)
    throw new Error(`${name}: ${version} is wanted, ${pinned} is pinned`);
  link(found, join('node_modules', name));
}
mkdirSync('node_modules/.bin', { recursive: true });
for (const source of sources) {
  const programs = existsSync(join(source, '.bin')) ? readdirSync(join(source, '.bin')) : [];
  for (const name of programs) link(join(source, '.bin', name), join('node_modules/.bin', name));
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (!existsSync(to)) symlinkSync(from, to);
}
