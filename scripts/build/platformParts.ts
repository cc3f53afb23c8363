import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPinnedPackage } from '../pinnedPackage.mjs';
import { fileInTarball } from '../tarball.mjs';
import { type Addons, secp256k1Prebuild } from './nativeAddons.ts';
import type { Target } from './targets.ts';

/** What of a binary differs by platform. */
export interface PlatformParts extends Addons {
  /** Bun for the platform */
  readonly runtime: string;
}

/** The parts for the platform that this runs on: they are installed. */
export function installedParts(root: string, { lmdb, secp256k1 }: Target): PlatformParts {
  return {
    runtime: process.execPath,
    lmdb: join(root, 'node_modules', lmdb.name, lmdb.file),
    secp256k1: secp256k1Prebuild(root, secp256k1),
  };
}

/** The parts for another platform, fetched from the registry, compared with bun.lock and laid into `folder`. */
export async function fetchedParts(root: string, target: Target, folder: string): Promise<PlatformParts> {
  const bunVersion: string = JSON.parse(
    readFileSync(join(root, 'node_modules', 'bun', 'package.json'), 'utf8'),
  ).version;
  const lmdbVersion: string = JSON.parse(
    readFileSync(join(root, 'node_modules', 'lmdb', 'package.json'), 'utf8'),
  ).version;
  mkdirSync(folder, { recursive: true });
  const fetched = async (specifier: string, file: string, to: string): Promise<string> => {
    const download = join(folder, 'download');
    const bytes = fileInTarball(await fetchPinnedPackage(root, specifier, download), `package/${file}`);
    rmSync(download, { recursive: true });
    const path = join(folder, to);
    writeFileSync(path, bytes);
    return path;
  };
  const runtime = await fetched(`${target.runtime}@${bunVersion}`, 'bin/bun', 'bun');
  chmodSync(runtime, 0o755);
  const lmdb = await fetched(`${target.lmdb.name}@${lmdbVersion}`, target.lmdb.file, 'lmdb.node');
  return { runtime, lmdb, secp256k1: secp256k1Prebuild(root, target.secp256k1) };
}
