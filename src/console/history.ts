import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const LINES = 1000;
/** Lines that may hold a secret are not written down. */
const SECRET = /key|secret|mnemonic|password/i;

/** Where the lines of earlier sessions are. */
export function historyFile(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_STATE_HOME } = environment;
  return join(XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'xai', 'console-history');
}

/** The lines of a file, oldest first; none where it cannot be read. */
export function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** Keeps the newest lines for the owner's eyes alone. A file that cannot be written is no reason to fail. */
export function writeHistory(file: string, lines: readonly string[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const kept = lines.filter((line) => !SECRET.test(line)).slice(-LINES);
    writeFileSync(file, kept.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  } catch {
    // The session is over all the same.
  }
}
