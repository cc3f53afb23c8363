/**
 * Installs the packages of a project inside these tests, as its own bun.lock pins them. They stay apart from the
 * repository's packages: Hardhat and MetaMask bring hundreds, some in versions that must not mix with the node's.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * A copy of `project` with its packages; quick when they were installed before. It lies outside the repository, so that
 * no import can fall through to the repository's packages, and so that Bun, which remembers where there was no
 * node_modules, finds one that did not exist when the tests began.
 */
export async function install(project: string): Promise<string> {
  const lock = readFileSync(join(project, 'bun.lock'));
  const name = basename(dirname(project));
  const folder = join(
    tmpdir(),
    `xai-e2e-${process.getuid?.() ?? 0}`,
    `${name}-${Bun.hash(lock).toString(16)}`,
  );
  mkdirSync(folder, { recursive: true });
  const isSource = (path: string) => !path.slice(project.length).includes('node_modules');
  cpSync(project, folder, { recursive: true, filter: isSource });
  const stamp = join(folder, 'node_modules/.installed');
  if (existsSync(stamp)) return folder;
  const child = Bun.spawn([process.execPath, 'install', '--frozen-lockfile'], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) {
    throw new Error(`The packages of ${project} could not be installed:\n${out}${error}`);
  }
  writeFileSync(stamp, '');
  return folder;
}
