import { keepKey } from '../../account/keep.ts';
import { choosePassword, readKey } from '../../account/secrets.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai account import`: a key that exists elsewhere. */
export const accountImportCommand: CliCommand = {
  name: 'account import',
  summary: 'keep an existing private key encrypted',
  description: `Reads a private key from standard input or a file and keeps it as "xai account new" does. A key is never taken from the
command line, where other users of the machine and the shell's history would see it.`,
  examples: [
    ['xai account import', 'asks for the key and a password'],
    ['xai account import --key-file key.hex --password-file ./password', 'without a terminal'],
  ],

  async run({ keystore, passwordFile, keyFile }) {
    const key = await readKey(keyFile);
    await keepKey(key, await choosePassword(passwordFile), keystore);
    return 0;
  },
};
