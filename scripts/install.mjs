import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bunToInstallWith } from './bun.mjs';
import { runInherited } from './process.mjs';

/**
 * Installs what bun.lock pins, unless that is there already, and resolves to the path of the pinned Bun. The lockfile's
 * hash is kept in node_modules, so that a second run costs nothing and a changed lockfile installs again.
 */
export async function install(root) {
  const major = Number(process.versions.node?.split('.')[0]);
  if (major < 20)
    throw new Error(`Node ${process.versions.node} is too old: this project needs Node 20 or later.`);

  const modules = join(root, 'node_modules');
  const stampPath = join(modules, '.installed-lockfile');
  const stamp = createHash('sha256')
    .update(readFileSync(join(root, 'bun.lock')))
    .digest('hex');
  const pinned = join(modules, 'bun', 'bin', 'bun.exe');
  const installed = existsSync(stampPath) ? readFileSync(stampPath, 'utf8') : undefined;
  if (installed === stamp && existsSync(pinned)) return pinned;

  const bun = await bunToInstallWith(root);
  console.error('Installing the packages that bun.lock pins …');
  const started = Date.now();
  const args = ['install', '--frozen-lockfile', '--no-progress'];
  const status = await runInherited(bun.path, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    throw new Error(
      'The packages could not be installed: see above. Is the npm registry reachable from here?',
    );
  }
  if (!existsSync(pinned)) throw new Error(`Bun was installed without its program: ${pinned} is missing.`);
  if (bun.temporary !== undefined) rmSync(bun.temporary, { recursive: true, force: true });
  writeFileSync(stampPath, stamp);
  console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  return pinned;
}
