import { addressOfKey } from '../../chain/transaction/sign.ts';
import { addressLines, nativeLine } from './describe.ts';
import { defaultKeystore, requireNew, saveKeystore } from './directory.ts';
import { encryptKey } from './keystore.ts';

/** Encrypts a key into the folder and prints which accounts it is for. Throws AccountError where it is there already. */
export async function keepKey(key: Uint8Array, password: string, folder = defaultKeystore()): Promise<void> {
  const address = addressOfKey(key);
  requireNew(folder, address);
  const file = saveKeystore(folder, address, await encryptKey(key, password));
  process.stdout.write(`${addressLines(address)}${nativeLine(key)}file         ${file}\n`);
}
