import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Archives of the execution-spec-tests release that the runners know. */
export type Archive = 'eest-state-tests' | 'eest-blockchain-tests';

/** Where archives may lie: XAI_FIXTURES, or a folder beside the repository. */
function folders(): string[] {
  const root = resolve(import.meta.dir, '../..');
  const given = process.env.XAI_FIXTURES;
  return [...(given === undefined ? [] : [given]), join(root, '../shared/fixtures')];
}

/**
 * The folder with an archive's files, unpacked once into a cache under the system's temporary folder. Undefined where
 * the archive is not on this machine: the vectors are too large to be part of the repository.
 */
export function fixtureFolder(archive: Archive): string | undefined {
  const path = folders()
    .map((folder) => join(folder, `${archive}.tar.xz`))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  const { size, mtimeMs } = statSync(path);
  const target = join(tmpdir(), 'xai-vectors', `${archive}-${size}-${Math.trunc(mtimeMs)}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const { status, stderr } = spawnSync('tar', ['xJf', path, '-C', partial]);
  if (status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new Error(`cannot unpack ${path}: ${stderr}`);
  }
  try {
    renameSync(partial, target);
  } catch {
    rmSync(partial, { recursive: true, force: true }); // another process was faster
  }
  return target;
}

/** Every JSON file below a folder, as paths relative to it, in order. */
export function jsonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();
}

/** How to get the archives, for whoever has none. */
export const HOW_TO_GET =
  'vectors skipped: put eest-state-tests.tar.xz and eest-blockchain-tests.tar.xz (ethereum/execution-spec-tests) into a folder and set XAI_FIXTURES to it';
