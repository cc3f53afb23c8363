import type { Kind } from './kinds.ts';

/** The commands that read the configuration. */
export type CommandName =
  | 'dev'
  | 'start'
  | 'init'
  | 'import'
  | 'export'
  | 'db stats'
  | 'db verify'
  | 'db backup'
  | 'db restore'
  | 'db compact'
  | 'db prune'
  | 'status'
  | 'attach'
  | 'module create'
  | 'module build'
  | 'module check'
  | 'module propose'
  | 'module verify'
  | 'rules check'
  | 'rules compile'
  | 'rules explain'
  | 'rules test'
  | 'rules propose'
  | 'account new'
  | 'account import'
  | 'account list'
  | 'account address'
  | 'contract deploy'
  | 'contract call'
  | 'contract send'
  | 'contract events'
  | 'contract verify'
  | 'contract bind'
  | (typeof NATIVE_COMMANDS)[number];

/** The commands that send native transactions: their settings are the same. */
export const NATIVE_COMMANDS = [
  'native send',
  'native stake',
  'native unstake',
  'native vote',
  'native call',
] as const;

/**
 * One setting, described once. Its key in the table is its name in code; the flag `--block-time`, the variable
 * `XAI_BLOCK_TIME`, the file entry `block-time` and the help text are derived from it.
 */
export interface Option<T, D extends T | undefined = T | undefined> {
  readonly kind: Kind<T>;
  /** one sentence for the help text */
  readonly help: string;
  /** heading of the help text */
  readonly group: string;
  readonly commands: readonly CommandName[];
  /** the value when nobody gives one */
  readonly fallback: D;
  /** one letter */
  readonly short?: string;
  /** other spellings of the flag that anvil takes */
  readonly aliases?: readonly string[];
  /** what a flag without its value stands for; undefined: the value is required */
  readonly bare?: string;
  /** how the fallback is written in the help text, where its own form would not do */
  readonly fallbackText?: string;
}

type Row<T> = Omit<Option<T>, 'fallback'>;

/** A setting that is undefined until somebody gives it. */
export function optional<T>(row: Row<T>): Option<T, undefined> {
  return { ...row, fallback: undefined };
}

/** A setting with a default. */
export function settled<T>(fallback: T, row: Row<T>): Option<T, T> {
  return { ...row, fallback };
}

/** `blockTime` → `block-time`: the flag and the file entry. */
export function flagName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `blockTime` → `XAI_BLOCK_TIME`. */
export function environmentName(key: string): string {
  return `XAI_${flagName(key).replaceAll('-', '_').toUpperCase()}`;
}
