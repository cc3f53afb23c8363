import { choice, text } from './kinds.ts';
import { type CommandName, optional, settled } from './option.ts';

const EVERY: readonly CommandName[] = [
  ...(['dev', 'start', 'init', 'import', 'export'] as const),
  ...(['db stats', 'db verify', 'db backup', 'db restore', 'db compact', 'db prune'] as const),
];

/** Settings that every command takes: where things are and what is logged. */
export const PROGRAM_OPTIONS = {
  config: optional({
    kind: text('file'),
    help: 'TOML file with settings; each entry is named as its flag (default: xai.toml in the data directory)',
    group: 'Configuration:',
    commands: EVERY,
  }),
  dataDir: optional({
    kind: text('directory'),
    help: 'where the chain is kept; without it, dev keeps nothing',
    group: 'Configuration:',
    commands: EVERY,
  }),
  logLevel: settled('info', {
    kind: choice('level', ['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    help: 'least severity that is logged',
    group: 'Display:',
    commands: EVERY,
  }),
  logFormat: settled('pretty', {
    kind: choice('format', ['pretty', 'json']),
    help: 'pretty lines for people, or one JSON object a line',
    group: 'Display:',
    commands: EVERY,
  }),
} as const;
