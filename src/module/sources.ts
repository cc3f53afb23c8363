import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ModuleToolError } from './errors.ts';
import { packageFolders } from './solc.ts';

/** `import "a";`, `import {A} from "a";`, `import * as A from "a";` at the beginning of a line, over lines or not. */
const IMPORT = /^[ \t]*import\b[^;"']*["']([^"']+)["']/gm;

/**
 * Every source that a project's contracts need, by the name that Solidity knows it by: the project's own by their path in
 * it, those of packages by their path in node_modules. Throws ModuleToolError for an import that leads nowhere.
 */
export function readSources(folder: string): Map<string, string> {
  const sources = new Map<string, string>();
  const waiting = solidityFiles(folder, 'src').map((name) => ({ name, from: 'the project' }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, from } = next;
    if (sources.has(name)) continue;
    const content = readSource(folder, name, from);
    sources.set(name, content);
    for (const [, path = ''] of content.matchAll(IMPORT)) {
      const target = path.startsWith('.') ? posix.join(posix.dirname(name), path) : path;
      waiting.push({ name: target, from: name });
    }
  }
  return new Map([...sources].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readSource(folder: string, name: string, from: string): string {
  // A path that leaves project and packages would make the code depend on the machine.
  const places = name.startsWith('..') || name.startsWith('/') ? [] : [folder, ...packageFolders(folder)];
  const file = places.map((place) => join(place, name)).find((each) => existsSync(each));
  if (file === undefined) {
    const message = `${from} imports ${name}, which is neither in the project nor in its packages: run "bun install" in ${folder}`;
    throw new ModuleToolError('compile', message);
  }
  return readFileSync(file, 'utf8');
}

function solidityFiles(folder: string, under: string): string[] {
  if (!existsSync(join(folder, under))) {
    throw new ModuleToolError('bad-project', `${folder} has no folder ${under}`);
  }
  return readdirSync(join(folder, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
