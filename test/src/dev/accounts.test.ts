import { describe, expect, test } from 'bun:test';
import type { OptionKey } from '../../../src/config/options.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { deriveAccounts } from '../../../src/dev/accounts.ts';
import { checksumAddress } from '../../../src/dev/checksum.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';

function derive(values: Partial<Record<OptionKey, string>>) {
  return deriveAccounts(readSettings('dev', new Map(Object.entries(values)) as Map<OptionKey, string>, {}));
}

const addresses = (values: Partial<Record<OptionKey, string>>) =>
  derive(values).accounts.map(({ address }) => checksumAddress(address));

describe('dev accounts', () => {
  test('are those of Foundry and Hardhat', () => {
    const { accounts, mnemonic } = derive({});
    expect(mnemonic).toBe('test test test test test test test test test test test junk');
    expect(accounts).toHaveLength(10);
    expect(addresses({ accounts: '2' })).toEqual([
      '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    ]);
    expect(toHex(accounts[0]?.privateKey ?? new Uint8Array())).toBe(
      '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
    );
  });

  test('that are written down are those that would be derived', () => {
    const known = derive({}).accounts;
    expect(known).toEqual(derive({ accounts: '11' }).accounts.slice(0, known.length));
  });

  test('follow the derivation path, with or without a last slash', () => {
    const second = addresses({ derivationPath: "m/44'/60'/1'/0/", accounts: '1' });
    expect(second).toEqual(addresses({ derivationPath: "m/44'/60'/1'/0", accounts: '1' }));
    expect(second).not.toEqual(addresses({ accounts: '1' }));
  });

  test('come from a random phrase of the length asked for, or from a seed', () => {
    expect(derive({ mnemonicRandom: '24', accounts: '0' }).mnemonic.split(' ')).toHaveLength(24);
    expect(derive({ mnemonicSeedUnsafe: '1' }).mnemonic).toBe(derive({ mnemonicSeedUnsafe: '1' }).mnemonic);
    expect(derive({ mnemonicSeedUnsafe: '1' }).mnemonic).not.toBe(
      derive({ mnemonicSeedUnsafe: '2' }).mnemonic,
    );
  });

  test('refuse what is no phrase, no path, or too much', () => {
    expect(() => derive({ mnemonic: 'test test' })).toThrow('--mnemonic: must be a BIP-39 phrase');
    expect(() => derive({ derivationPath: 'x/0' })).toThrow('--derivation-path x/0/: must be a BIP-32 path');
    expect(() => derive({ derivationPath: 'x/0/' })).toThrow('--derivation-path x/0/: must be a BIP-32 path');
    expect(() => derive({ mnemonicRandom: '12', mnemonicSeedUnsafe: '1' })).toThrow('give one of');
  });
});
