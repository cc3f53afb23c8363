import { randomBytes } from 'node:crypto';
import { secp256k1 } from '../../../vm/secp256k1.ts';
import { keepKey } from '../../account/keep.ts';
import { choosePassword } from '../../account/secrets.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai account new`: a fresh key. */
export const accountNewCommand: CliCommand = {
  name: 'account new',
  summary: 'make a key and keep it encrypted',
  description: `Makes a random key and keeps it in a Web3 Secret Storage file (version 3) that geth, Foundry and ethers read, for its owner
alone. Who loses the password has lost the account.`,
  examples: [
    ['xai account new', 'asks for a password'],
    ['xai account new --password-file ./password', 'without a terminal'],
  ],

  async run({ keystore, passwordFile }) {
    const password = await choosePassword(passwordFile);
    let key: Uint8Array;
    do key = randomBytes(32);
    while (!secp256k1().privateKeyVerify(key));
    await keepKey(key, password, keystore);
    return 0;
  },
};
