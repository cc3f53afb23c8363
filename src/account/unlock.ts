import { addressOfKey } from '../../chain/transaction/sign.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { readKeystore, type StoredAccount } from './directory.ts';
import { AccountError } from './errors.ts';
import { decryptKey } from './keystore.ts';
import { readPassword } from './secrets.ts';

/** The 32-byte key of a kept account, with the password of --password-file or of the terminal. Throws AccountError. */
export async function unlockKey(
  { address, file }: StoredAccount,
  passwordFile: string | undefined,
): Promise<Uint8Array> {
  const name = checksumAddress(address);
  const password = await readPassword(passwordFile, name);
  const key = await decryptKey(readKeystore(file), password, name);
  if (toHex(addressOfKey(key)) !== toHex(address))
    throw new AccountError('bad-file', `${file} holds the key of another account than it says`);
  return key;
}
