import { addressOfKey } from '../../chain/transaction/sign.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { DEV_MNEMONIC } from '../config/devOptions.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import { type DevAccount, knownAccounts } from './knownAccounts.ts';

/** The accounts of a dev chain and the phrase they come from. */
export interface DevAccounts {
  readonly mnemonic: string;
  /** BIP-32 path to which the number of an account is added */
  readonly derivationPath: string;
  readonly accounts: readonly DevAccount[];
}

/** Derives the accounts that the settings ask for. Throws ConfigError for a phrase or path that is none. */
export function deriveAccounts(settings: Settings): DevAccounts {
  const mnemonic = phraseOf(settings);
  const derivationPath = settings.derivationPath.replace(/\/?$/, '/');
  const known = knownAccounts(mnemonic, derivationPath, settings.accounts);
  const accounts = known ?? derivedAccounts(mnemonic, derivationPath, settings.accounts);
  return { mnemonic, derivationPath, accounts };
}

function derivedAccounts(mnemonic: string, path: string, count: number): DevAccount[] {
  // loaded where it is needed, with the libraries behind it
  const { childKey, keyAt, rootKey } = require('./hdKey.ts') as typeof import('./hdKey.ts');
  const parent = keyAt(rootKey(mnemonic), path.slice(0, -1));
  if (parent === undefined) {
    throw new ConfigError(
      'invalid-value',
      `--derivation-path ${path}: must be a BIP-32 path such as m/44'/60'/0'/0/`,
    );
  }
  const accounts: DevAccount[] = [];
  for (let index = 0; index < count; index++) {
    const { privateKey } = childKey(parent, index);
    accounts.push({ privateKey, address: addressOfKey(privateKey) });
  }
  return accounts;
}

/** BIP-39: 32 bits of entropy stand for three words. */
const BITS_A_WORD = 32 / 3;

function phraseOf({ mnemonic, mnemonicRandom, mnemonicSeedUnsafe }: Settings): string {
  const given = [mnemonic, mnemonicRandom, mnemonicSeedUnsafe].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new ConfigError('conflict', 'give one of --mnemonic, --mnemonic-random and --mnemonic-seed-unsafe');
  }
  if (given.length === 0) return DEV_MNEMONIC;
  // loaded where it is needed: it prepares its words
  const { entropyToMnemonic, generateMnemonic, validateMnemonic } =
    require('@scure/bip39') as typeof import('@scure/bip39');
  const { wordlist } =
    require('@scure/bip39/wordlists/english') as typeof import('@scure/bip39/wordlists/english');
  if (mnemonicRandom !== undefined) return generateMnemonic(wordlist, Number(mnemonicRandom) * BITS_A_WORD);
  if (mnemonicSeedUnsafe !== undefined) {
    return entropyToMnemonic(keccak256(new TextEncoder().encode(mnemonicSeedUnsafe)).slice(0, 16), wordlist);
  }
  if (mnemonic === undefined) return DEV_MNEMONIC;
  const phrase = mnemonic.trim().replaceAll(/\s+/g, ' ');
  if (!validateMnemonic(phrase, wordlist)) {
    throw new ConfigError(
      'invalid-value',
      '--mnemonic: must be a BIP-39 phrase of English words with a right checksum',
    );
  }
  return phrase;
}
