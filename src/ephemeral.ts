import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Such directories are named for the machine and process that use them, so that nobody else's are removed. The machine's
 * name is cut: the path of a Unix socket has room for a hundred bytes.
 */
const prefixOf = (purpose: string): string =>
  `xai-${purpose}-${hostname()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(-24)}-`;

/** A directory that lives as long as this process and that only its user may enter; `remove` deletes it. */
export interface EphemeralDirectory {
  readonly path: string;
  remove(): void;
}

/** Makes such a directory, for a store (`dev`) or a socket (`rpc`), and deletes those that killed processes left behind. */
export function ephemeralDirectory(purpose: 'dev' | 'rpc' = 'dev'): EphemeralDirectory {
  const prefix = prefixOf(purpose);
  removeStale(prefix);
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.on('exit', remove);
  return { path, remove };
}

function removeStale(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    if (pid > 0 && !isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, but a running one.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
