/**
 * Installs the packages of a project inside these tests, as its own bun.lock pins them. They stay apart from the
 * repository's packages: Hardhat and MetaMask bring hundreds, some in versions that must not mix with the node's.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes sure that `folder` has what its lockfile says; quick when it was done before. */
export async function install(folder: string): Promise<void> {
  const stamp = join(folder, 'node_modules/.installed');
  const wanted = Bun.hash(readFileSync(join(folder, 'bun.lock'))).toString(16);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const child = Bun.spawn([process.execPath, 'install', '--frozen-lockfile'], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0)
    throw new Error(`The packages of ${folder} could not be installed:\n${out}${error}`);
  writeFileSync(stamp, wanted);
}
