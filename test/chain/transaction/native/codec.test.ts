import { describe, expect, test } from 'bun:test';
import { keccak256 as ethersKeccak, encodeRlp as ethersRlp, SigningKey, sha256, toBeArray } from 'ethers';
import { decodeRlp } from '../../../../chain/rlp/decode.ts';
import { encodeRlp } from '../../../../chain/rlp/encode.ts';
import { decodeStoredTransaction, decodeTransaction } from '../../../../chain/transaction/decode.ts';
import { encodeNative } from '../../../../chain/transaction/native/encode.ts';
import type { NativeFields } from '../../../../chain/transaction/native/fields.ts';
import { KINDS, REFUSED_KINDS, type SignedKind } from '../../../../chain/transaction/native/kinds.ts';
import { nativePublicKey, signNative } from '../../../../chain/transaction/native/sign.ts';
import { nativeSigningHash, SIGNING_DOMAIN } from '../../../../chain/transaction/native/signingHash.ts';
import { SYSTEM_SENDER, systemTransaction } from '../../../../chain/transaction/native/system.ts';
import { SECP256K1_ORDER } from '../../../../chain/transaction/signature.ts';
import type { NativePart } from '../../../../chain/transaction/transaction.ts';
import {
  bigIntToFixedBytes,
  bytesToBigInt,
  concatBytes,
  fromHex,
  toHex,
} from '../../../../storage/encoding/bytes.ts';
import { Random } from '../../support/random.ts';
import { callData, moduleAddress, randomNative, SIGNED_KINDS } from './random.ts';

const KEY = new Uint8Array(32).fill(0x11);
const EMPTY = new Uint8Array(0);

/** A plain transfer, whose bytes docs/native-transactions.md shows. */
const VECTOR: NativeFields & { kind: SignedKind } = {
  kind: 'normal',
  chainId: 22593n,
  nonce: 7n,
  maxPriorityFeePerGas: 1_000_000_000n,
  maxFeePerGas: 3_000_000_000n,
  gasLimit: 21_000n,
  to: new Uint8Array(20).fill(0x22),
  value: 10n ** 18n,
  data: EMPTY,
};

function nativeOf({ native }: { native?: NativePart | undefined }): NativePart {
  if (native === undefined) throw new Error('no native part');
  return native;
}

function refuses(raw: Uint8Array, code: string, message?: string): void {
  let thrown: unknown;
  try {
    decodeTransaction(raw);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'DecodeError', code, ...(message === undefined ? {} : { message }) });
}

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

describe('strictness', () => {
  const signed = signNative(KEY, VECTOR);
  const items = decodeRlp(signed.raw.subarray(1)) as Uint8Array[];
  const withItem = (index: number, value: Uint8Array | Uint8Array[]) => {
    const list: (Uint8Array | Uint8Array[])[] = [...items];
    list[index] = value;
    return concatBytes(Uint8Array.of(0x58), encodeRlp(list));
  };

  test('every cut and every grown byte string is refused', () => {
    for (let length = 1; length < signed.raw.length; length++) refusesAny(signed.raw.subarray(0, length));
    refuses(concatBytes(signed.raw, new Uint8Array(1)), 'rlp-trailing-bytes');
  });

  const cases: [string, Uint8Array, string][] = [
    ['a kind with leading zeros', withItem(0, Uint8Array.of(0, 1)), 'integer-too-large'],
    ['kind 0', withItem(0, EMPTY), 'native-kind'],
    ['a nonce with leading zeros', withItem(2, Uint8Array.of(0, 7)), 'leading-zeros'],
    ['a nonce past 64 bits', withItem(2, new Uint8Array(9).fill(1)), 'integer-too-large'],
    ['gas past 64 bits', withItem(5, new Uint8Array(9).fill(1)), 'integer-too-large'],
    ['a value past 256 bits', withItem(7, new Uint8Array(33).fill(1)), 'integer-too-large'],
    ['a recipient of 19 bytes', withItem(6, new Uint8Array(19)), 'length'],
    ['a list for a byte string', withItem(8, []), 'bytes-expected'],
    ['one field too few', concatBytes(Uint8Array.of(0x58), encodeRlp(items.slice(1))), 'list-size'],
    ['one field too many', concatBytes(Uint8Array.of(0x58), encodeRlp([...items, EMPTY])), 'list-size'],
    ['the type byte alone', Uint8Array.of(0x58), 'rlp-truncated'],
    ['a string for the list', Uint8Array.of(0x58, 0x80), 'list-expected'],
  ];
  for (const [name, raw, code] of cases) test(`refuses ${name}`, () => refuses(raw, code));

  test('kinds of the upstream chain are refused with what to do instead', () => {
    for (const { number, refusal } of REFUSED_KINDS)
      refuses(withItem(0, Uint8Array.of(number)), 'native-kind', refusal);
    refuses(withItem(0, Uint8Array.of(99)), 'native-kind', 'unknown transaction kind 99');
  });

  test('numbers and names of kinds are given once', () => {
    const rows = [...KINDS, ...REFUSED_KINDS];
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test('random damage gives a transaction or a DecodeError, never another error', () => {
    const random = new Random(63);
    for (let i = 0; i < 2000; i++) {
      const kind = SIGNED_KINDS[random.int(SIGNED_KINDS.length)] ?? 'normal';
      const { raw } = signNative(KEY, randomNative(random, kind));
      const damaged = raw.slice(0, random.int(4) === 0 ? 1 + random.int(raw.length) : raw.length);
      for (let n = 0; n <= random.int(3); n++)
        damaged[1 + random.int(Math.min(80, raw.length - 1))] = random.int(256);
      try {
        expect(decodeTransaction(damaged).raw).toEqual(raw);
      } catch (error) {
        expect(error).toHaveProperty('name', 'DecodeError');
      }
    }
  });
});

function refusesAny(raw: Uint8Array): void {
  expect(() => decodeTransaction(raw)).toThrow(expect.objectContaining({ name: 'DecodeError' }));
}

describe('kind and target', () => {
  const account = new Uint8Array(20).fill(0x33);
  const stake = callData('stake()', EMPTY);
  const vote = callData('castVote(uint256,uint8)', new Uint8Array(64));
  const [staking, governor] = [moduleAddress(3), moduleAddress(4)];
  const cases: [SignedKind, NativeFields['to'], Uint8Array, string][] = [
    ['normal', undefined, EMPTY, 'kind normal: a recipient is needed'],
    ['normal', account, Uint8Array.of(1), 'kind normal: carries no data: use contract_call'],
    ['contract_deploy', account, Uint8Array.of(1), 'kind contract_deploy: has no recipient'],
    ['contract_deploy', undefined, EMPTY, 'kind contract_deploy: needs the code that makes the contract'],
    [
      'contract_call',
      undefined,
      Uint8Array.of(1),
      'kind contract_call: a recipient is needed: to create a contract use contract_deploy',
    ],
    ['module_call', account, stake, `kind module_call: ${toHex(account)} is not a module`],
    ['stake', account, stake, `kind stake: ${toHex(account)} is not a module`],
    ['stake', undefined, stake, 'kind stake: no recipient is not a module'],
    ['stake', governor, stake, `kind stake: function 0x3a4b66f1 of ${toHex(governor)} is none of the kind's`],
    [
      'unstake',
      staking,
      stake,
      `kind unstake: function 0x3a4b66f1 of ${toHex(staking)} is none of the kind's`,
    ],
    [
      'governance',
      governor,
      vote,
      `kind governance: function 0x56781388 of ${toHex(governor)} is none of the kind's`,
    ],
    [
      'module_call',
      staking,
      Uint8Array.of(1, 2),
      `kind module_call: function 0x0102 of ${toHex(staking)} is none of the kind's`,
    ],
  ];
  for (const [kind, to, data, message] of cases) {
    test(message, () => {
      const { raw } = signNative(KEY, { ...VECTOR, kind, to, data });
      refuses(raw, 'native-target', message);
    });
  }
});

describe('the system transaction', () => {
  const system = systemTransaction(22593n, 1000n, moduleAddress(1));

  test('survives the round trip without a signature', () => {
    expect(decodeTransaction(system.raw)).toEqual(system);
    expect(system).toMatchObject({ type: 0x58, nonce: 1000n, gasLimit: 0n, sender: SYSTEM_SENDER });
    expect(toHex(SYSTEM_SENDER)).toBe('0xfffffffffffffffffffffffffffffffffffffffe');
  });

  test('has one form only', () => {
    const items = decodeRlp(system.raw.subarray(1)) as Uint8Array[];
    const withItem = (index: number, value: Uint8Array) => {
      const list = [...items];
      list[index] = value;
      return concatBytes(Uint8Array.of(0x58), encodeRlp(list));
    };
    for (const at of [3, 4, 5, 7, 8]) refuses(withItem(at, Uint8Array.of(1)), 'native-target');
    refuses(withItem(6, EMPTY), 'native-target', 'kind system: is for a module');
    refuses(withItem(9, new Uint8Array(64)), 'length');
    refuses(withItem(10, new Uint8Array(64)), 'length');
  });
});
