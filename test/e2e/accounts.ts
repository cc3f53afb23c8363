/** The accounts of the mnemonic `test test test test test test test test test test test junk`, as every dev node has them. */
import { mnemonicToAccount } from 'viem/accounts';

/** The standard test mnemonic. */
export const mnemonic = 'test test test test test test test test test test test junk';

/** The dev account at this index, with its key. */
export function devAccount(index: number): ReturnType<typeof mnemonicToAccount> {
  return mnemonicToAccount(mnemonic, { addressIndex: index });
}

/** The private key of the dev account at this index, in hex. */
export function devKey(index: number): `0x${string}` {
  const key = devAccount(index).getHdKey().privateKey;
  if (!key) throw new Error('The mnemonic gives no private key');
  return `0x${Buffer.from(key).toString('hex')}`;
}
