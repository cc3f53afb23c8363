import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { DevControl } from '../../rpc/context/dev.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import type { Logger } from '../logger.ts';

/** The first two bytes of gzip. */
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Loaded where it is needed. */
const zlib = () => require('node:zlib') as typeof import('node:zlib');

/** Loads the file of --load-state, which must be there, or of --state, which need not. Throws ConfigError. */
export async function loadStateFile({ state, loadState }: Settings, dev: DevControl): Promise<void> {
  const path = loadState ?? state;
  if (path === undefined) return;
  const flag = loadState === undefined ? '--state' : '--load-state';
  const file = stateFilePath(path);
  if (!existsSync(file)) {
    if (loadState === undefined) return;
    throw new ConfigError('unreadable-file', `${flag} ${path}: there is no such file`);
  }
  try {
    const bytes = readFileSync(file);
    await dev.loadState(
      bytes[0] === GZIP_MAGIC[0] && bytes[1] === GZIP_MAGIC[1] ? bytes : zlib().gzipSync(bytes),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('unreadable-file', `${flag} ${path}: it cannot be loaded: ${reason}`);
  }
}

/** Keeps the file of --dump-state or --state up to date. */
export interface StateKeeper {
  /** Writes the file for the last time. */
  finish(): Promise<void>;
}

/**
 * Writes the state every --state-interval and at the end, where the settings ask for that. Its folder is made now: that it
 * cannot be written should not be news at the end. Throws ConfigError.
 */
export function keepStateFile(settings: Settings, dev: DevControl | undefined, logger: Logger): StateKeeper {
  const path = settings.dumpState ?? settings.state;
  if (path === undefined || dev === undefined) return { finish: async () => undefined };
  requireFolder(path);
  const write = async () => writeStateFile(path, await dev.dumpState());

  let running: Promise<void> = Promise.resolve();
  const tick = () => {
    running = running
      .then(write)
      .catch((err: unknown) => logger.error({ err, path }, 'the state was not written'));
  };
  const timer = settings.stateInterval === undefined ? undefined : setInterval(tick, settings.stateInterval);
  return {
    async finish() {
      clearInterval(timer);
      await running;
      await write();
    },
  };
}

function requireFolder(path: string): void {
  const folder = dirname(stateFilePath(path));
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('unwritable-file', `the state cannot be kept in ${path}: ${reason}`);
  }
}

/** Writes a dump as plain JSON, as anvil does; the file is whole or as it was. */
function writeStateFile(path: string, dump: Uint8Array): void {
  const file = stateFilePath(path);
  const unfinished = `${file}.partial`;
  writeFileSync(unfinished, zlib().gunzipSync(dump));
  renameSync(unfinished, file);
}

/** The file that a path means: state.json in it, where it is a directory. */
function stateFilePath(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, 'state.json') : path;
}
