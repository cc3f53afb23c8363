import { type Command, Option as Flag } from 'commander';
import { type CommandName, flagName, type Option } from '../config/option.ts';
import { type OptionKey, optionsOf } from '../config/options.ts';

/** Declares the settings that a command takes as its flags, with anvil's other spellings hidden beside them. */
export function addFlags(command: Command, name: CommandName): void {
  for (const [key, option] of optionsOf(name)) {
    const short = option.short === undefined ? '' : `-${option.short}, `;
    command.addOption(flag(`${short}--${flagName(key)}`, option));
    for (const alias of option.aliases ?? []) command.addOption(flag(`--${alias}`, option).hideHelp());
  }
}

/** The flags that were given, as texts for the configuration to parse. */
export function givenFlags(command: Command, name: CommandName): ReadonlyMap<OptionKey, string> {
  const given = new Map<OptionKey, string>();
  for (const [key, option] of optionsOf(name)) {
    for (const spelling of [flagName(key), ...(option.aliases ?? [])]) {
      const attribute = new Flag(`--${spelling}`).attributeName();
      if (command.getOptionValueSource(attribute) !== 'cli') continue;
      const value: unknown = command.getOptionValue(attribute);
      given.set(key, typeof value === 'string' ? value : (option.bare ?? 'true'));
    }
  }
  return given;
}

function flag(flags: string, option: Option<unknown>): Flag {
  const { placeholder } = option.kind;
  const fallback = fallbackText(option);
  const help = fallback === undefined ? option.help : `${option.help} (default: ${fallback})`;
  const argument = option.bare === undefined ? ` <${placeholder}>` : ` [${placeholder}]`;
  return new Flag(placeholder === undefined ? flags : flags + argument, help).helpGroup(option.group);
}

function fallbackText({ fallback, fallbackText: text }: Option<unknown>): string | undefined {
  if (text !== undefined) return text;
  if (fallback === undefined || fallback === false) return undefined;
  return String(fallback);
}
