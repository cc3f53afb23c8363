import { describe, expect, test } from 'bun:test';
import { keccak256 as ethersKeccak, encodeRlp as ethersRlp, SigningKey, sha256, toBeArray } from 'ethers';
import { decodeStoredTransaction, decodeTransaction } from '../../../../chain/transaction/decode.ts';
import { encodeNative } from '../../../../chain/transaction/native/encode.ts';
import type { NativeFields } from '../../../../chain/transaction/native/fields.ts';
import { KINDS } from '../../../../chain/transaction/native/kinds.ts';
import { nativePublicKey, signNative } from '../../../../chain/transaction/native/sign.ts';
import { nativeSigningHash, SIGNING_DOMAIN } from '../../../../chain/transaction/native/signingHash.ts';
import { SECP256K1_ORDER } from '../../../../chain/transaction/signature.ts';
import {
  bigIntToFixedBytes,
  bytesToBigInt,
  concatBytes,
  fromHex,
  toHex,
} from '../../../../storage/encoding/bytes.ts';
import { Random } from '../../support/random.ts';
import { randomNative, SIGNED_KINDS } from './random.ts';
import { EMPTY, KEY, nativeOf, refuses, VECTOR } from './support.ts';

describe('round trip', () => {
  for (const kind of SIGNED_KINDS) {
    test(kind, () => {
      const random = new Random(60 + kind.length);
      for (let i = 0; i < 20; i++) {
        const fields = randomNative(random, kind);
        const signed = signNative(random.bytes(32), fields);
        const decoded = decodeTransaction(signed.raw);
        expect(decoded).toEqual(signed);
        expect(decoded).toMatchObject({ type: 0x58, v: 0n, r: 0n, s: 0n, native: { kind } });
        expect(decodeStoredTransaction(signed.raw, signed.hash, signed.sender)).toEqual(signed);
        const { publicKey, signature } = nativeOf(signed);
        expect(encodeNative({ ...fields, publicKey, signature })).toEqual(signed.raw);
      }
    });
  }

  test('another implementation makes the same hashes, address and key', () => {
    const random = new Random(61);
    for (let i = 0; i < 20; i++) {
      const key = random.bytes(32);
      const fields = randomNative(random, SIGNED_KINDS[i % SIGNED_KINDS.length] ?? 'normal');
      const signed = signNative(key, fields);
      const { publicKey, signature } = nativeOf(signed);
      const number = KINDS.find(({ name }) => name === fields.kind)?.number ?? 0;
      const integers = [number, fields.chainId, fields.nonce, fields.maxPriorityFeePerGas];
      const items = [
        ...[...integers, fields.maxFeePerGas, fields.gasLimit].map((value) => toBeArray(value)),
        fields.to ?? EMPTY,
        toBeArray(fields.value),
        fields.data,
        publicKey,
      ];
      const unsigned = fromHex(ethersRlp(items.map((item) => toHex(item))));
      const domain = new TextEncoder().encode('XAI native transaction 1');
      const digest = ethersKeccak(concatBytes(domain, unsigned));
      expect(toHex(nativeSigningHash(fields, publicKey))).toBe(digest as `0x${string}`);
      const full = fromHex(ethersRlp([...items, signature].map((item) => toHex(item))));
      expect(concatBytes(Uint8Array.of(0x58), full)).toEqual(signed.raw);
      expect(toHex(signed.hash)).toBe(ethersKeccak(signed.raw) as `0x${string}`);
      expect(toHex(publicKey)).toBe(`0x${new SigningKey(key).publicKey.slice(4)}`);
      expect(toHex(signed.sender)).toBe(sha256(publicKey).slice(0, 42) as `0x${string}`);
      const [r, s] = [toHex(signature.subarray(0, 32)), toHex(signature.subarray(32))];
      const recovered = [27, 28].map((v) => SigningKey.recoverPublicKey(digest, { r, s, v }));
      expect(recovered).toContain(`0x04${toHex(publicKey).slice(2)}`);
    }
  });

  test('the vector of the documentation', () => {
    const signed = signNative(KEY, VECTOR);
    expect(toHex(SIGNING_DOMAIN)).toBe('0x584149206e6174697665207472616e73616374696f6e2031');
    expect({
      publicKey: toHex(nativePublicKey(KEY)),
      signingHash: toHex(nativeSigningHash(VECTOR, nativePublicKey(KEY))),
      sender: toHex(signed.sender),
      raw: toHex(signed.raw),
      hash: toHex(signed.hash),
    }).toMatchInlineSnapshot(`
      {
        "hash": "0xeeda7d06b2c6062186fc3e26da6e6a97d39e9c96765c65c2b5051e2b1daf5e35",
        "publicKey": "0x4f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa385b6b1b8ead809ca67454d9683fcf2ba03456d6fe2c4abe2b07f0fbdbb2f1c1",
        "raw": "0x58f8b50182584107843b9aca0084b2d05e00825208942222222222222222222222222222222222222222880de0b6b3a764000080b8404f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa385b6b1b8ead809ca67454d9683fcf2ba03456d6fe2c4abe2b07f0fbdbb2f1c1b84007b00f3f32059ea6256eb0bd96753217abf1080c328edbef54d7dc3c07ec4c602252bdf5daa03056f9e546b7bdafc58ffa06448b17492c91a05d78b6c08a08f3",
        "sender": "0xb4e84a53cd74a3ed9bf15e1edd92c2a69e567462",
        "signingHash": "0x3937053490b72e46fc43b28522a2d3e455a4a2d387d5f009ad378d026f02fc4d",
      }
    `);
  });
});

describe('tampering', () => {
  test('no byte of any field can be changed under the signature', () => {
    const random = new Random(62);
    for (const kind of SIGNED_KINDS) {
      const { raw } = signNative(random.bytes(32), {
        ...randomNative(random, kind),
        data: randomNative(random, kind).data.subarray(0, 24),
      });
      for (let at = 0; at < raw.length; at++) {
        const damaged = raw.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << random.int(8));
        expect(() => decodeTransaction(damaged)).toThrow(expect.objectContaining({ name: 'DecodeError' }));
      }
    }
  });

  test('a signature counts for its kind, chain and key only', () => {
    const call = { ...VECTOR, kind: 'contract_call' as const };
    const signed = signNative(KEY, call);
    const { publicKey, signature } = nativeOf(signed);
    const again = (over: Partial<NativeFields>, key = publicKey) =>
      encodeNative({ ...call, ...over, publicKey: key, signature });
    expect(decodeTransaction(again({})).sender).toEqual(signed.sender);
    refuses(again({ kind: 'normal' }), 'signature');
    refuses(again({ chainId: 43981n }), 'signature');
    refuses(again({ nonce: 8n }), 'signature');
    refuses(again({ to: undefined, kind: 'contract_deploy', data: Uint8Array.of(1) }), 'signature');
    refuses(again({}, nativePublicKey(new Uint8Array(32).fill(0x12))), 'signature');
  });

  test('the other form of a signature is refused', () => {
    const signed = signNative(KEY, VECTOR);
    const { publicKey, signature } = nativeOf(signed);
    const s = bytesToBigInt(signature.subarray(32));
    const flipped = concatBytes(signature.subarray(0, 32), bigIntToFixedBytes(SECP256K1_ORDER - s, 32));
    const raw = encodeNative({ ...VECTOR, publicKey, signature: flipped });
    refuses(raw, 'signature', 'invalid signature: s is above half the order of secp256k1');
  });

  test('keys and signatures out of range', () => {
    const { publicKey, signature } = nativeOf(signNative(KEY, VECTOR));
    const order = bigIntToFixedBytes(SECP256K1_ORDER, 32);
    const zero = new Uint8Array(32);
    const at = (change: { publicKey?: Uint8Array; signature?: Uint8Array }) =>
      encodeNative({ ...VECTOR, publicKey, signature, ...change });
    refuses(at({ publicKey: new Uint8Array(64) }), 'public-key');
    refuses(at({ publicKey: new Uint8Array(64).fill(0xff) }), 'public-key');
    refuses(at({ publicKey: publicKey.subarray(1) }), 'length');
    refuses(at({ publicKey: Uint8Array.of(4, ...publicKey) }), 'length');
    refuses(at({ signature: concatBytes(zero, signature.subarray(32)) }), 'signature');
    refuses(at({ signature: concatBytes(signature.subarray(0, 32), zero) }), 'signature');
    refuses(at({ signature: concatBytes(order, signature.subarray(32)) }), 'signature');
    refuses(at({ signature: EMPTY }), 'length');
  });
});
