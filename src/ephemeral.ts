import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Directories of ephemeral stores are named for the machine and process that use them, so that nobody else's are removed. */
const PREFIX = `xai-dev-${hostname().replaceAll(/[^A-Za-z0-9]/g, '')}-`;

/** A directory for a store that lives as long as this process; `remove` deletes it. */
export interface EphemeralDirectory {
  readonly path: string;
  remove(): void;
}

/** Makes such a directory, and deletes those that killed processes left behind. */
export function ephemeralDirectory(): EphemeralDirectory {
  removeStale();
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.on('exit', remove);
  return { path, remove };
}

function removeStale(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
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
