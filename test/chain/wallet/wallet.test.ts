import { describe, expect, test } from 'bun:test';
import { hashMessage, parseTransaction, recoverAddress, recoverTransactionAddress } from 'viem';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { UnknownAccountError } from '../../../chain/wallet/errors.ts';
import { createWallet } from '../../../chain/wallet/wallet.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { address } from '../samples.ts';

/** The first two accounts of the standard test mnemonic. */
const KEYS = [
  'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
].map(fromHex);
const wallet = createWallet(KEYS);
const [first] = wallet.accounts() as [Uint8Array];

describe('wallet', () => {
  test('knows its accounts', () => {
    expect(wallet.accounts().map(toHex)).toEqual([
      '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
    ]);
  });

  test('signs what other clients recover', async () => {
    const digest = fromHex(hashMessage('hello'));
    const signature = wallet.signDigest(first, digest);
    expect(signature).toHaveLength(65);
    expect(await recoverAddress({ hash: toHex(digest), signature: toHex(signature) })).toBe(
      '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    );
    for (const type of [0, 1, 2] as const) {
      const fees =
        type === 2
          ? { maxFeePerGas: 5n, maxPriorityFeePerGas: 3n }
          : { maxFeePerGas: 5n, maxPriorityFeePerGas: 5n };
      const signed = wallet.signTransaction({
        from: first,
        type,
        chainId: 31_337n,
        nonce: 4n,
        gasLimit: 21_000n,
        ...fees,
        to: address(2),
        value: 9n,
        data: new Uint8Array(0),
        accessList: [],
      });
      expect(signed.sender).toEqual(first);
      expect(decodeTransaction(signed.raw)).toMatchObject({ sender: first, hash: signed.hash });
      const serialized = toHex(signed.raw);
      expect(parseTransaction(serialized)).toMatchObject({ nonce: 4, chainId: 31_337, value: 9n });
      expect(await recoverTransactionAddress({ serializedTransaction: serialized as `0x02${string}` })).toBe(
        '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      );
    }
  });

  test('has the accounts of its keys', () => {
    for (const account of wallet.accounts()) expect(wallet.has(account.slice())).toBe(true);
    expect(wallet.has(address(1))).toBe(false);
  });

  test('signs for nobody else', () => {
    expect(() => wallet.signDigest(address(1), new Uint8Array(32))).toThrow(UnknownAccountError);
    expect(() => wallet.signDigest(address(1), new Uint8Array(32))).toThrow(
      `unknown account 0x${'01'.repeat(20)}`,
    );
  });
});
