import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCaptured } from './process.mjs';

/**
 * A package of npm's that bun.lock pins, as its tarball's bytes: fetched with `npm pack`, which touches no lockfile, into
 * `folder` (made anew, for the caller to remove), and compared with the hash in bun.lock.
 */
export async function fetchPinnedPackage(root, specifier, folder) {
  const expected = integrityInLockfile(root, specifier);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const npm = await runCaptured('npm', ['pack', '--silent', '--pack-destination', folder, specifier], {
    cwd: folder,
  });
  const [tarballName] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (npm.status !== 0 || tarballName === undefined) {
    throw new Error(
      `npm could not fetch ${specifier}. Is the npm registry reachable from here?\n${npm.stderr}`,
    );
  }
  const tarball = readFileSync(join(folder, tarballName));
  const [algorithm, digest] = [
    expected.slice(0, expected.indexOf('-')),
    expected.slice(expected.indexOf('-') + 1),
  ];
  if (createHash(algorithm).update(tarball).digest('base64') !== digest) {
    throw new Error(
      `${specifier} from the registry is not what bun.lock pins: its ${algorithm} hash differs.`,
    );
  }
  return tarball;
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
