import { describe, expect, test } from 'bun:test';
import { decodeRlp } from '../../../../chain/rlp/decode.ts';
import { encodeRlp } from '../../../../chain/rlp/encode.ts';
import { decodeTransaction } from '../../../../chain/transaction/decode.ts';
import type { NativeFields } from '../../../../chain/transaction/native/fields.ts';
import { KINDS, REFUSED_KINDS, type SignedKind } from '../../../../chain/transaction/native/kinds.ts';
import { signNative } from '../../../../chain/transaction/native/sign.ts';
import { SYSTEM_SENDER, systemTransaction } from '../../../../chain/transaction/native/system.ts';
import { concatBytes, toHex } from '../../../../storage/encoding/bytes.ts';
import { Random } from '../../support/random.ts';
import { callData, moduleAddress, randomNative, SIGNED_KINDS } from './random.ts';
import { EMPTY, KEY, refuses, VECTOR } from './support.ts';

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
  const stake = callData('lock()', EMPTY);
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
    ['stake', governor, stake, `kind stake: function 0xf83d08ba of ${toHex(governor)} is none of the kind's`],
    [
      'unstake',
      staking,
      stake,
      `kind unstake: function 0xf83d08ba of ${toHex(staking)} is none of the kind's`,
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
