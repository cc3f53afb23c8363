import { describe, expect, test } from 'bun:test';
import { Account as LibraryAccount } from '@ethereumjs/util';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../../../storage/encoding/keccak.ts';
import { accountLeaf, decodeAccount, encodeAccount } from '../../../storage/state/accountCodec.ts';

const numbers = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  2n ** 32n - 1n,
  2n ** 48n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 64n - 1n,
];
const balances = [...numbers, 10n ** 18n, 2n ** 64n, 2n ** 128n + 5n, 2n ** 192n, 2n ** 256n - 1n];
const hash = new Uint8Array(32).fill(0xab);

describe('account records', () => {
  test('keep every account and give its trie leaf', () => {
    for (const nonce of numbers) {
      for (const balance of balances) {
        for (const codeHash of [EMPTY_CODE_HASH, hash]) {
          for (const storageRoot of [EMPTY_TRIE_ROOT, hash]) {
            const account = { nonce, balance, codeHash, storageRoot };
            const record = encodeAccount(account, storageRoot);
            expect(decodeAccount(record)).toEqual(account);
            const leaf = new LibraryAccount(nonce, balance, storageRoot, codeHash).serialize();
            expect(toHex(accountLeaf(record))).toBe(toHex(leaf));
          }
        }
      }
    }
  });

  test('are small', () => {
    const account = { nonce: 5n, balance: 10n ** 18n, codeHash: EMPTY_CODE_HASH, storageRoot: hash };
    expect(encodeAccount(account, EMPTY_TRIE_ROOT).length).toBe(11);
  });
});
