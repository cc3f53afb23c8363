import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Fetches Bun's package for this machine with `npm pack` (which touches no lockfile) and checks it against bun.lock. */
async function fetchBun(root, version) {
  const name = bunPackage();
  const expected = integrityInLockfile(root, `${name}@${version}`);
  const folder = join(root, 'node_modules', '.bun-for-install');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  console.error(`Fetching Bun ${version} (${name}) through npm …`);
  const npm = await runCaptured(
    'npm',
    ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`],
    {
      cwd: folder,
    },
  );
  const [tarballName] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (npm.status !== 0 || tarballName === undefined) {
    throw new Error(
      `npm could not fetch ${name}@${version}. Is the npm registry reachable from here?\n${npm.stderr}`,
    );
  }
  const tarball = readFileSync(join(folder, tarballName));
  const [algorithm, digest] = [
    expected.slice(0, expected.indexOf('-')),
    expected.slice(expected.indexOf('-') + 1),
  ];
  if (createHash(algorithm).update(tarball).digest('base64') !== digest) {
    throw new Error(
      `${name}@${version} from the registry is not what bun.lock pins: its ${algorithm} hash differs.`,
    );
  }
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

/** The hash that bun.lock holds for a package, as "sha512-<base64>". The file is JSON with trailing commas, one package a line. */
function integrityInLockfile(root, specifier) {
  const lines = readFileSync(join(root, 'bun.lock'), 'utf8').split('\n');
  const line = lines.find((text) => text.includes(`["${specifier}"`));
  const integrity = line?.match(/"(sha512-[A-Za-z0-9+/=]+)"/)?.[1];
  if (integrity === undefined)
    throw new Error(`bun.lock does not pin ${specifier}: run "bun install" and commit it.`);
  return integrity;
}
