import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseXaiAddress } from '../../chain/transaction/native/address.ts';
import { AddressError } from '../../chain/transaction/native/errors.ts';
import { fromHex, toHexString } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { AccountError } from './errors.ts';
import { keystoreAddress } from './keystore.ts';

/** A keystore file on disk, not decrypted. */
export interface StoredAccount {
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly file: string;
}

/** Bytes; a keystore has about 500. */
const SIZE_LIMIT = 64 * 1024;

/** Where keys are kept unless --keystore says otherwise. */
export function defaultKeystore(): string {
  return join(homedir(), '.xai', 'keystore');
}

/** The accounts of a folder by file name, and what is wrong with the files that are none. */
export function listAccounts(folder: string): { accounts: StoredAccount[]; problems: string[] } {
  const accounts: StoredAccount[] = [];
  const problems: string[] = [];
  if (!existsSync(folder)) return { accounts, problems };
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const { name } of entries
    .filter((entry) => entry.isFile())
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (name.startsWith('.')) continue;
    try {
      const file = join(folder, name);
      accounts.push({ file, address: keystoreAddress(readKeystore(file), file) });
    } catch (error) {
      if (!(error instanceof AccountError)) throw error;
      problems.push(error.message);
    }
  }
  return { accounts, problems };
}

/** The account by its address (0x…, XAI…, TXAI…) or by the path of its file. Throws AccountError. */
export function findAccount(folder: string, wanted: string): StoredAccount {
  const address = readAddress(wanted);
  if (address === undefined) {
    const file = [wanted, join(folder, wanted)].find((path) => existsSync(path) && statSync(path).isFile());
    if (file === undefined) {
      throw new AccountError('unknown-account', `${wanted} is neither an address nor a keystore file`);
    }
    return { file, address: keystoreAddress(readKeystore(file), file) };
  }
  const digits = toHexString(address);
  const found = listAccounts(folder).accounts.filter((account) => toHexString(account.address) === digits);
  const [first, second] = found;
  if (first === undefined) {
    throw new AccountError('unknown-account', `${folder} has no key of ${wanted}: see "xai account list"`);
  }
  if (second !== undefined) {
    throw new AccountError(
      'ambiguous-account',
      `${folder} has two files for ${wanted}: name one by its path`,
    );
  }
  return first;
}

/** The text of a keystore file. Throws AccountError. */
export function readKeystore(file: string): string {
  try {
    if (statSync(file).size <= SIZE_LIMIT) return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AccountError('bad-file', `${file} cannot be read: ${reason}`);
  }
  throw new AccountError('bad-file', `${file} is too large for a keystore`);
}

/** Refuses an address that the folder has already, before anybody types a password. Throws AccountError. */
export function requireNew(folder: string, address: Uint8Array): void {
  const digits = toHexString(address);
  const known = listAccounts(folder).accounts.find((account) => toHexString(account.address) === digits);
  if (known !== undefined) {
    throw new AccountError('exists', `${checksumAddress(address)} is there already: ${known.file}`);
  }
}

/** Writes a keystore that only its owner can read, named as geth names them; returns its path. */
export function saveKeystore(folder: string, address: Uint8Array, text: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(':', '-');
  const file = join(folder, `UTC--${time}--${toHexString(address)}`);
  writeFileSync(file, text, { flag: 'wx', mode: 0o600, flush: true });
  return file;
}

function readAddress(text: string): Uint8Array | undefined {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return fromHex(text);
  try {
    return parseXaiAddress(text).address;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    // A mistyped address must not pass for the name of a file.
    if (error.code === 'checksum') throw new AccountError('unknown-account', `${text}: ${error.message}`);
    return undefined;
  }
}
