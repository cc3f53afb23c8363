import { formatXaiAddress } from '../../../chain/transaction/native/address.ts';
import { checksumAddress } from '../../../vm/address.ts';
import { defaultKeystore, listAccounts } from '../../account/directory.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai account list`: what the folder of keys holds. */
export const accountListCommand: CliCommand = {
  name: 'account list',
  summary: 'list the accounts that keys are kept of',
  description: `Lists each account with its Ethereum address, its XAI address and its file. No password is needed. Files that are no
keystores are told on standard error.`,
  examples: [['xai account list', 'those of ~/.xai/keystore']],

  run({ keystore = defaultKeystore() }) {
    const { accounts, problems } = listAccounts(keystore);
    for (const { address, file } of accounts) {
      process.stdout.write(`${checksumAddress(address)}  ${formatXaiAddress(address, 'mainnet')}  ${file}\n`);
    }
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (accounts.length === 0) process.stderr.write(`${keystore} has no keys: see "xai account new"\n`);
    return Promise.resolve(0);
  },
};
