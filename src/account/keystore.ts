import { scrypt as derive } from 'node:crypto';
import { addressOfKey } from '../../chain/transaction/sign.ts';
import { fromHex, toHexString } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { AccountError } from './errors.ts';

/** The cost of guessing one password: what geth, ethers and wallets write (256 MiB of memory, about a second). */
const SCRYPT = { N: 262_144, r: 8, p: 1 };
/** Files that ask for more memory than this, in bytes, are refused before any of it is taken. */
const MEMORY_LIMIT = 1024 * 1024 * 1024;
/** Rounds of PBKDF2 that a file may ask for. */
const ROUND_LIMIT = 10_000_000;

/** Encrypts a 32-byte key as a Web3 Secret Storage file of version 3. */
export async function encryptKey(privateKey: Uint8Array, password: string, cost = SCRYPT): Promise<string> {
  const { encryptKeystoreJson } = await keystores();
  const account = {
    address: checksumAddress(addressOfKey(privateKey)),
    privateKey: `0x${toHexString(privateKey)}`,
  };
  const { Crypto: crypto, ...rest } = JSON.parse(
    await encryptKeystoreJson(account, password, { scrypt: cost }),
  ) as Record<string, unknown>;
  // The definition writes "crypto"; not every reader takes the other spelling.
  return `${JSON.stringify({ ...rest, crypto }, null, 2)}\n`;
}

/** The 32-byte key of such a file. Throws AccountError: a wrong password, a file of another form or of too great a cost. */
export async function decryptKey(text: string, password: string, name: string): Promise<Uint8Array> {
  checkCost(text, name);
  const { decryptKeystoreJson } = await keystores();
  try {
    return fromHex((await decryptKeystoreJson(text, password)).privateKey);
  } catch (error) {
    const isPassword = error instanceof Error && 'argument' in error && error.argument === 'password';
    throw isPassword
      ? new AccountError('bad-password', `the password is not that of ${name}`)
      : new AccountError(
          'bad-file',
          `${name} cannot be decrypted: it is damaged, or no keystore of version 3`,
        );
  }
}

/** The 20-byte address that a keystore says it is for. Throws AccountError where it is none of version 3. */
export function keystoreAddress(text: string, name: string): Uint8Array {
  const { address, version } = parse(text, name);
  const isAddress = typeof address === 'string' && /^(0x)?[0-9a-fA-F]{40}$/.test(address);
  if (Number(version) !== 3 || !isAddress) {
    throw new AccountError('bad-file', `${name} is no keystore of version 3 with an address`);
  }
  return fromHex(address);
}

function parse(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new AccountError('bad-file', `${name} is no keystore: it is no JSON object`);
}

function checkCost(text: string, name: string): void {
  const file = parse(text, name);
  const crypto = (file.crypto ?? file.Crypto ?? {}) as {
    readonly kdfparams?: Readonly<Record<string, unknown>>;
  };
  const { n = 1, r = 1, p = 1, c = 1 } = crypto.kdfparams ?? {};
  const isBounded =
    128 * Number(n) * Number(r) <= MEMORY_LIMIT && Number(p) <= 16 && Number(c) <= ROUND_LIMIT;
  if (!isBounded) throw new AccountError('bad-file', `${name} asks for more work than any wallet writes`);
}

/** The library is loaded when it is first needed, and given the runtime's scrypt: its own takes several seconds. */
async function keystores() {
  const [wallet, crypto] = await Promise.all([import('ethers/wallet'), import('ethers/crypto')]);
  if (!isPrepared) {
    isPrepared = true;
    crypto.scrypt.register(
      (password, salt, N, r, p, length) =>
        new Promise((resolve, reject) => {
          derive(
            password,
            salt,
            length,
            { N, r, p, maxmem: 2 * MEMORY_LIMIT },
            (error: Error | null | undefined, key) =>
              error == null ? resolve(`0x${key.toString('hex')}`) : reject(error),
          );
        }),
    );
  }
  return wallet;
}

let isPrepared = false;
