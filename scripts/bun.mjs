import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPinnedPackage } from './pinnedPackage.mjs';
import { runCaptured } from './process.mjs';
import { fileInTarball } from './tarball.mjs';

/**
 * A Bun of the pinned version to install with: the one already in node_modules, the one that runs this script or that
 * is on the PATH, or else a copy fetched through npm into `temporary`, for the caller to remove.
 */
export async function bunToInstallWith(root) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = devDependencies.bun;
  const candidates = [join(root, 'node_modules', 'bun', 'bin', 'bun.exe'), 'bun'];
  if (process.versions.bun !== undefined) candidates.unshift(process.execPath);
  for (const path of candidates) {
    const { status, stdout } = await runCaptured(path, ['--version']);
    if (status === 0 && stdout.trim() === version) return { path, temporary: undefined };
  }
  return await fetchBun(root, version);
}

/** Fetches Bun's package for this machine; the caller removes its folder. */
async function fetchBun(root, version) {
  const specifier = `${bunPackage()}@${version}`;
  const folder = join(root, 'node_modules', '.bun-for-install');
  console.error(`Fetching Bun (${specifier}) through npm …`);
  const tarball = await fetchPinnedPackage(root, specifier, folder);
  const program = process.platform === 'win32' ? 'bun.exe' : 'bun';
  const path = join(folder, program);
  writeFileSync(path, fileInTarball(tarball, `package/bin/${program}`));
  chmodSync(path, 0o755);
  return { path, temporary: folder };
}

/** npm's package with the Bun of this machine. */
function bunPackage() {
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows', freebsd: 'freebsd' }[process.platform];
  const processor = { x64: 'x64', arm64: 'aarch64' }[process.arch];
  if (system === undefined || processor === undefined) {
    throw new Error(`There is no Bun for ${process.platform} on ${process.arch}.`);
  }
  const musl = system === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  return `@oven/bun-${system}-${processor}${musl ? '-musl' : ''}`;
}
