import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './errors.ts';
import { flagName } from './option.ts';
import { OPTIONS, type OptionKey } from './options.ts';
import { nearest } from './suggest.ts';

/** The file that is read from the data directory when no other is named. */
const DEFAULT_FILE = 'xai.toml';

/** The entries of a configuration file as texts, so that they are parsed as flags are. */
export type FileEntries = ReadonlyMap<OptionKey, string>;

/**
 * Reads a TOML file of settings: `block-time = 2`. Lists may be TOML lists. A file that was named must exist; xai.toml of
 * a data directory need not. Throws ConfigError for a file that cannot be read and for entries that no setting has.
 */
export function readConfigFile(named: string | undefined, dataDir: string | undefined): FileEntries {
  const path = named ?? (dataDir === undefined ? undefined : join(dataDir, DEFAULT_FILE));
  if (path === undefined) return new Map();
  const text = readText(path, named !== undefined);
  if (text === undefined) return new Map();

  const keys = new Map((Object.keys(OPTIONS) as OptionKey[]).map((key) => [flagName(key), key]));
  const entries = new Map<OptionKey, string>();
  for (const [name, value] of Object.entries(parseToml(path, text))) {
    const key = keys.get(name.replaceAll('_', '-'));
    if (key === undefined) {
      const near = nearest(name, keys.keys());
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      throw new ConfigError('unknown-key', `${path}: there is no setting "${name}"${hint}`);
    }
    entries.set(key, asText(path, name, value));
  }
  return entries;
}

function readText(path: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !mustExist) return undefined;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new ConfigError('unreadable-file', `--config ${path}: ${reason}`);
  }
}

function parseToml(path: string, text: string): object {
  try {
    return Bun.TOML.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('unreadable-file', `${path}: not valid TOML: ${reason}`);
  }
}

function asText(path: string, name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => asText(path, name, item)).join(',');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new ConfigError(
    'invalid-value',
    `${path}: ${name} must be a text, a number, true, false or a list of these`,
  );
}
