import { ACCOUNT_OPTIONS } from './accountOptions.ts';
import { CHAIN_OPTIONS } from './chainOptions.ts';
import { CLIENT_OPTIONS } from './clientOptions.ts';
import { CONTRACT_OPTIONS } from './contractOptions.ts';
import { DEV_OPTIONS } from './devOptions.ts';
import { ENGINE_OPTIONS } from './engineOptions.ts';
import { MODULE_OPTIONS } from './moduleOptions.ts';
import { MONITOR_OPTIONS } from './monitorOptions.ts';
import type { CommandName, Option } from './option.ts';
import { POOL_OPTIONS } from './poolOptions.ts';
import { PROGRAM_OPTIONS } from './programOptions.ts';
import { RULE_OPTIONS } from './ruleOptions.ts';
import { SERVER_OPTIONS } from './serverOptions.ts';

/** Every setting of the program, in the order of the help text. */
export const OPTIONS = {
  ...SERVER_OPTIONS,
  ...ENGINE_OPTIONS,
  ...MONITOR_OPTIONS,
  ...DEV_OPTIONS,
  ...CHAIN_OPTIONS,
  ...POOL_OPTIONS,
  ...CLIENT_OPTIONS,
  ...MODULE_OPTIONS,
  ...RULE_OPTIONS,
  ...ACCOUNT_OPTIONS,
  ...CONTRACT_OPTIONS,
  ...PROGRAM_OPTIONS,
} as const;

/** The name of a setting in code. */
export type OptionKey = keyof typeof OPTIONS;

/** The values of all settings; those that a command does not take hold their defaults. */
export type Settings = {
  readonly [K in OptionKey]: (typeof OPTIONS)[K] extends Option<infer T, infer D> ? T | D : never;
};

/** The rows of the table that a command takes. */
export function optionsOf(command: CommandName): [OptionKey, Option<unknown>][] {
  const rows = Object.entries(OPTIONS) as [OptionKey, Option<unknown>][];
  return rows.filter(([, option]) => option.commands.includes(command));
}
