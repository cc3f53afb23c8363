import { addressLines } from '../../account/describe.ts';
import { defaultKeystore, findAccount } from '../../account/directory.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai account address`: both forms of an account's address. */
export const accountAddressCommand: CliCommand = {
  name: 'account address',
  summary: 'show the Ethereum and the XAI form of an account',
  description: `Shows the address of a kept account in the form that Ethereum tools take and in that of XAI's wallets: the same 20 bytes,
the same account. No password is needed.`,
  examples: [
    ['xai account address 0xf39f…', 'by its address, in either form'],
    ['xai account address ./key.json', 'by its file'],
  ],
  argument: { name: 'account', description: 'address (0x…, XAI…, TXAI…) or keystore file' },

  run({ keystore = defaultKeystore() }, account) {
    const { address, file } = findAccount(keystore, account);
    process.stdout.write(`${addressLines(address)}file         ${file}\n`);
    return Promise.resolve(0);
  },
};
