import { text } from './kinds.ts';
import { type CommandName, NATIVE_COMMANDS, optional } from './option.ts';

const SENDING: readonly CommandName[] = ['contract deploy', 'contract send', ...NATIVE_COMMANDS];
const KEEPING: readonly CommandName[] = ['account new', 'account import', 'account list', 'account address'];

/** Settings of the commands that keep or use keys. */
export const ACCOUNT_OPTIONS = {
  keystore: optional({
    kind: text('folder'),
    help: 'folder of encrypted keys (default: ~/.xai/keystore)',
    group: 'Account:',
    commands: [...KEEPING, ...SENDING],
  }),
  passwordFile: optional({
    kind: text('file'),
    help: 'file whose first line is the password; without it the terminal asks',
    group: 'Account:',
    commands: ['account new', 'account import', ...SENDING],
  }),
  keyFile: optional({
    kind: text('file'),
    help: 'file of the private key in hex; without it standard input is read, hidden on a terminal',
    group: 'Account:',
    commands: ['account import'],
  }),
} as const;
