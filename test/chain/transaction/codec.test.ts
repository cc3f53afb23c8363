import { describe, expect, test } from 'bun:test';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createTxFromRLP } from '@ethereumjs/tx';
import { Transaction as EthersTransaction } from 'ethers';
import { parseTransaction, recoverTransactionAddress, serializeTransaction, toHex as viemHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { decodeRlp } from '../../../chain/rlp/decode.ts';
import { encodeRlp } from '../../../chain/rlp/encode.ts';
import { decodeStoredTransaction, decodeTransaction } from '../../../chain/transaction/decode.ts';
import { encodeNetworkForm, encodeTransaction } from '../../../chain/transaction/encode.ts';
import { addressOfKey, impersonatedTransaction, signTransaction } from '../../../chain/transaction/sign.ts';
import { SECP256K1_ORDER } from '../../../chain/transaction/signature.ts';
import { signingHash } from '../../../chain/transaction/signingHash.ts';
import {
  type EthereumTransaction,
  type EthereumType,
  isEthereum,
  type Transaction,
} from '../../../chain/transaction/transaction.ts';
import { concatBytes, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { Random, randomFields } from '../support/random.ts';

const TYPES: EthereumType[] = [0, 1, 2, 3, 4];
/** Where @ethereumjs/tx wants a KZG library to be loaded for reading even a transaction without blobs. */
const NEEDS_KZG: EthereumType = 3;

function ethereum(transaction: Transaction): EthereumTransaction {
  if (!isEthereum(transaction)) throw new Error('a native transaction');
  return transaction;
}

function commonFor(chainId: bigint): Common {
  return new Common({
    chain: { ...Mainnet, chainId: Number(chainId) },
    hardfork: Hardfork.Osaka,
  });
}

for (const type of TYPES) {
  describe(`type ${type}`, () => {
    test('survives the round trip, and ethers reads the same', () => {
      const random = new Random(10 + type);
      for (let i = 0; i < 20; i++) {
        const fields = randomFields(random, type);
        const key = random.bytes(32);
        const signed = signTransaction(fields, key);
        const decoded = decodeTransaction(signed.raw);
        expect(decoded).toEqual({ ...signed, sidecar: undefined });
        expect(encodeTransaction(ethereum(decoded))).toEqual(signed.raw);
        expect(decodeStoredTransaction(signed.raw, signed.hash, signed.sender)).toEqual(decoded);
        const theirs = EthersTransaction.from(toHex(signed.raw));
        expect(theirs.hash).toBe(toHex(signed.hash));
        expect(theirs.unsignedHash).toBe(toHex(signingHash(fields)));
        expect(theirs.from?.toLowerCase()).toBe(toHex(addressOfKey(key)));
      }
    });

    test.skipIf(type === NEEDS_KZG)('hash, signing hash, sender and bytes agree with @ethereumjs/tx', () => {
      const random = new Random(50 + type);
      for (let i = 0; i < 40; i++) {
        const fields = { ...randomFields(random, type), gasLimit: 10_000_000n };
        const key = random.bytes(32);
        const signed = signTransaction(fields, key);
        const theirs = createTxFromRLP(signed.raw, { common: commonFor(fields.chainId ?? 1n) });
        expect(theirs.hash()).toEqual(signed.hash);
        expect(theirs.getHashedMessageToSign()).toEqual(signingHash(fields));
        expect(theirs.getSenderAddress().bytes).toEqual(addressOfKey(key));
        expect(theirs.serialize()).toEqual(signed.raw);
      }
    });

    test('viem reads the same fields and recovers the same sender', async () => {
      const random = new Random(20 + type);
      for (let i = 0; i < 10; i++) {
        const key = random.bytes(32);
        const signed = signTransaction(randomFields(random, type), key);
        const theirs = parseTransaction(toHex(signed.raw));
        expect(theirs.nonce ?? 0).toBe(Number(signed.nonce));
        expect(theirs.value ?? 0n).toBe(signed.value);
        expect(theirs.data ?? '0x').toBe(toHex(signed.data));
        expect(theirs.chainId).toBe(signed.chainId === undefined ? undefined : Number(signed.chainId));
        const sender = await recoverTransactionAddress({ serializedTransaction: toHex(signed.raw) as never });
        expect(sender.toLowerCase()).toBe(toHex(addressOfKey(key)));
        expect(sender).toBe(privateKeyToAccount(toHex(key)).address);
      }
    });

    test('every cut and every grown byte string is refused', () => {
      const { raw } = signTransaction(randomFields(new Random(30 + type), type), new Random(3).bytes(32));
      for (let length = 0; length < raw.length; length++) {
        expect(() => decodeTransaction(raw.subarray(0, length))).toThrow(
          expect.objectContaining({ name: 'DecodeError' }),
        );
      }
      expect(() => decodeTransaction(concatBytes(raw, new Uint8Array(1)))).toThrow(
        expect.objectContaining({ code: 'rlp-trailing-bytes' }),
      );
    });

    test('random damage gives a transaction or a DecodeError, never another error', () => {
      const random = new Random(40 + type);
      for (let i = 0; i < 300; i++) {
        const { raw } = signTransaction(randomFields(random, type), random.bytes(32));
        const damaged = raw.slice();
        for (let n = 0; n <= random.int(3); n++)
          damaged[random.int(Math.min(80, raw.length))] = random.int(256);
        try {
          expect(encodeTransaction(ethereum(decodeTransaction(damaged)))).toEqual(damaged);
        } catch (error) {
          expect(error).toHaveProperty('name', 'DecodeError');
        }
      }
    });
  });
}

describe('strictness', () => {
  const key = new Random(5).bytes(32);
  const legacy = { ...randomFields(new Random(6), 0), chainId: 1n, to: new Uint8Array(20), nonce: 5n };
  const signed = signTransaction(legacy, key);
  const items = () => decodeRlp(signed.raw) as Uint8Array[];
  const withItem = (index: number, value: Uint8Array | Uint8Array[]) => {
    const list: (Uint8Array | Uint8Array[])[] = items();
    list[index] = value;
    return encodeRlp(list);
  };
  const cases: [string, Uint8Array, string][] = [
    ['a nonce with leading zeros', withItem(0, Uint8Array.of(0, 5)), 'leading-zeros'],
    ['a nonce past 64 bits', withItem(0, new Uint8Array(9).fill(1)), 'integer-too-large'],
    ['a recipient of 19 bytes', withItem(3, new Uint8Array(19)), 'length'],
    ['a list for a byte string', withItem(5, []), 'bytes-expected'],
    ['one field too many', encodeRlp([...items(), new Uint8Array(0)]), 'list-size'],
    ['a v that means nothing', withItem(6, Uint8Array.of(29)), 'signature'],
    ['r of zero', withItem(7, new Uint8Array(0)), 'signature'],
    ['s of the group order', withItem(8, fromHex(SECP256K1_ORDER.toString(16))), 'signature'],
    ['an unknown type', concatBytes(Uint8Array.of(5), signed.raw), 'transaction-type'],
    ['a type byte alone', Uint8Array.of(2), 'rlp-truncated'],
  ];
  for (const [name, raw, code] of cases) {
    test(`refuses ${name}`, () =>
      expect(() => decodeTransaction(raw)).toThrow(expect.objectContaining({ code })));
  }

  test('the higher s is refused unless it is asked for', () => {
    const flipped = encodeTransaction({
      ...signed,
      v: signed.v % 2n === 0n ? signed.v - 1n : signed.v + 1n,
      s: SECP256K1_ORDER - signed.s,
    });
    expect(() => decodeTransaction(flipped)).toThrow(expect.objectContaining({ code: 'signature' }));
    expect(decodeTransaction(flipped, { highS: true }).sender).toEqual(addressOfKey(key));
  });

  test('blob and set-code transactions cannot create', () => {
    for (const type of [3, 4] as const) {
      const fields = randomFields(new Random(7), type);
      expect(() => decodeTransaction(signTransaction({ ...fields, to: undefined }, key).raw)).toThrow(
        expect.objectContaining({ code: 'length' }),
      );
    }
  });
});

describe('blob sidecars', () => {
  const random = new Random(8);
  const blob = new Uint8Array(131_072);
  const fields = { ...randomFields(random, 3), blobHashes: [Uint8Array.of(1, ...random.bytes(31))] };
  const key = random.bytes(32);

  test('version 0 as viem writes it', () => {
    const proof = { blob, commitment: random.bytes(48), proof: random.bytes(48) };
    const signed = signTransaction(fields, key, {
      version: 0,
      blobs: [blob],
      commitments: [proof.commitment],
      proofs: [proof.proof],
    });
    const wire = encodeNetworkForm(signed);
    const theirs = serializeTransaction(
      {
        type: 'eip4844',
        chainId: Number(fields.chainId),
        nonce: Number(fields.nonce),
        gas: fields.gasLimit,
        maxFeePerGas: fields.maxFeePerGas,
        maxPriorityFeePerGas: fields.maxPriorityFeePerGas,
        maxFeePerBlobGas: fields.maxFeePerBlobGas ?? 0n,
        to: viemHex(fields.to ?? new Uint8Array(20)),
        value: fields.value,
        data: viemHex(fields.data),
        accessList: fields.accessList.map((entry) => ({
          address: viemHex(entry.address),
          storageKeys: entry.storageKeys.map((slot) => viemHex(slot)),
        })),
        blobVersionedHashes: fields.blobHashes.map((hash) => viemHex(hash)),
        sidecars: [
          { blob: viemHex(blob), commitment: viemHex(proof.commitment), proof: viemHex(proof.proof) },
        ],
      },
      { r: viemHex(signed.r, { size: 32 }), s: viemHex(signed.s, { size: 32 }), yParity: Number(signed.v) },
    );
    expect(toHex(wire)).toBe(theirs);
    expect(decodeTransaction(wire, { sidecar: true })).toEqual(signed);
    expect(() => decodeTransaction(wire)).toThrow(expect.objectContaining({ code: 'list-size' }));
  });

  test('version 1 with cell proofs', () => {
    const sidecar = {
      version: 1,
      blobs: [blob],
      commitments: [random.bytes(48)],
      proofs: Array.from({ length: 128 }, () => random.bytes(48)),
    } as const;
    const signed = signTransaction(fields, key, sidecar);
    expect(decodeTransaction(encodeNetworkForm(signed), { sidecar: true })).toEqual(signed);
    const short = signTransaction(fields, key, { ...sidecar, proofs: sidecar.proofs.slice(1) });
    expect(() => decodeTransaction(encodeNetworkForm(short), { sidecar: true })).toThrow(
      expect.objectContaining({ code: 'sidecar' }),
    );
  });
});

test('impersonated senders do not share hashes', () => {
  const random = new Random(9);
  const fields = randomFields(random, 2);
  const [a, b] = [random.bytes(20), random.bytes(20)];
  const first = impersonatedTransaction(fields, a);
  expect(first.sender).toEqual(a);
  expect(first.hash).not.toEqual(impersonatedTransaction(fields, b).hash);
  expect(decodeStoredTransaction(first.raw, first.hash, a)).toEqual(first);
});
