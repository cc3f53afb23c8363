import { ConfigError } from './errors.ts';
import { readConfigFile } from './file.ts';
import { ValueError } from './kinds.ts';
import { type CommandName, environmentName, flagName, type Option } from './option.ts';
import { OPTIONS, type OptionKey, optionsOf, type Settings } from './options.ts';

/** A value as it was given, with the words that an error names it by. */
interface Given {
  readonly text: string;
  readonly origin: string;
}

/**
 * The settings of a command: defaults, over these the configuration file, the environment (XAI_*), and the flags.
 * Throws ConfigError, naming where a wrong value came from.
 */
export function readSettings(
  command: CommandName,
  flags: ReadonlyMap<OptionKey, string>,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = (key: OptionKey): Given | undefined => {
    const flag = flags.get(key);
    if (flag !== undefined) return { text: flag, origin: `--${flagName(key)} ${flag}` };
    const name = environmentName(key);
    const variable = environment[name];
    if (variable !== undefined && variable !== '') return { text: variable, origin: `${name}=${variable}` };
    return undefined;
  };

  const file = readConfigFile(given('config')?.text, given('dataDir')?.text);
  const settings: Partial<Record<OptionKey, unknown>> = {};
  for (const key of Object.keys(OPTIONS) as OptionKey[]) settings[key] = OPTIONS[key].fallback;
  for (const [key, option] of optionsOf(command)) {
    const entry = file.get(key);
    const value =
      given(key) ??
      (entry === undefined ? undefined : { text: entry, origin: `${flagName(key)} = ${entry}` });
    if (value !== undefined) settings[key] = parse(option, value);
  }
  return settings as Settings;
}

function parse(option: Option<unknown>, { text, origin }: Given): unknown {
  try {
    return option.kind.parse(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ConfigError('invalid-value', `${origin}: must be ${error.message}`);
  }
}
