import { expect, test } from 'bun:test';
import { HDKey } from '@scure/bip32';
import { generateMnemonic, mnemonicToSeedSync } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english';
import { childKey, keyAt, rootKey } from '../../../src/dev/hdKey.ts';

test('derives the keys that @scure/bip32 derives', () => {
  for (let round = 0; round < 5; round++) {
    const mnemonic = generateMnemonic(wordlist);
    const judge = HDKey.fromMasterSeed(mnemonicToSeedSync(mnemonic));
    for (const path of ['m', 'm/0', "m/44'/60'/0'/0", "m/2147483647'/5/2147483647"]) {
      const key = keyAt(rootKey(mnemonic), path);
      const judged = judge.derive(path);
      if (key === undefined) throw new Error(`${path} is refused`);
      expect(key.privateKey).toEqual(new Uint8Array(judged.privateKey ?? []));
      expect(childKey(key, 7).privateKey).toEqual(new Uint8Array(judged.deriveChild(7).privateKey ?? []));
    }
  }
});

test('refuses what is no path', () => {
  const root = rootKey('test test test test test test test test test test test junk');
  for (const path of ['', 'x/0', 'm/', "m/44''", 'm/-1', 'm/2147483648', 'm/1/']) {
    expect(keyAt(root, path)).toBeUndefined();
  }
});
