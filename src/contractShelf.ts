import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContractShelf } from '../rpc/context/contracts.ts';

/** Bytes of one file; larger ones were not written here. */
const FILE_LIMIT = 16 * 1024 * 1024;

/**
 * Registered ABIs and sources as files of `contracts/` in the data directory, one for each code, named by its hash. How many
 * there are is the registry's matter, and so is what a file is worth: none is believed because it is here.
 */
export function contractShelf(dataDir: string): ContractShelf {
  const folder = join(dataDir, 'contracts');
  const path = (key: string) => join(folder, `${key}.json`);
  return {
    read() {
      mkdirSync(folder, { recursive: true });
      const files = readdirSync(folder)
        .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
        .map((name) => ({ name, ...facts(join(folder, name)) }))
        .filter(({ size }) => size <= FILE_LIMIT)
        .sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
      return files.map(({ name }) => [name.slice(0, 64), readFileSync(join(folder, name), 'utf8')] as const);
    },
    write(key, text) {
      const partial = `${path(key)}.partial`;
      writeFileSync(partial, text);
      renameSync(partial, path(key));
    },
    remove: (key) => rmSync(path(key), { force: true }),
  };
}

function facts(path: string): { readonly size: number; readonly time: number } {
  const { size, mtimeMs } = statSync(path);
  return { size, time: mtimeMs };
}
