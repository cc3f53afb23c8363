import { describe, expect, test } from 'bun:test';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { type Method, optional, required } from '../../../rpc/method.ts';
import { BlockNumberOrTag, BlockParameter } from '../../../rpc/schema/block.ts';
import { CallObject } from '../../../rpc/schema/call.ts';
import { checkParams } from '../../../rpc/schema/check.ts';
import { LogFilter } from '../../../rpc/schema/filter.ts';
import { StateOverride } from '../../../rpc/schema/override.ts';
import {
  Address,
  Bool,
  Data,
  Hash32,
  Quantity,
  Quantity64,
  ShortBytes32,
} from '../../../rpc/schema/scalar.ts';

const ADDRESS = `0x${'ab'.repeat(20)}`;
const HASH = `0x${'cd'.repeat(32)}`;

function method(...params: Method['params']): Method {
  return { name: 'eth_test', summary: '', params, result: Type.Null(), resultName: '', handler: () => null };
}

/** The message that a value is refused with as the only parameter. */
function refusal(schema: TSchema, value: unknown): string {
  try {
    checkParams(method(required('value', schema)), [value]);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the list of parameters', () => {
  const two = method(required('a', Bool), optional('b', Bool));

  test('missing and absent', () => {
    expect(() => checkParams(two, undefined)).toThrow('missing value for required argument 0');
    expect(() => checkParams(two, [null])).toThrow('missing value for required argument 0');
    expect(checkParams(two, [true])).toEqual([true, undefined]);
    expect(checkParams(two, [true, null])).toEqual([true, undefined]);
  });

  test('too many: nulls at the end do not count', () => {
    expect(() => checkParams(two, [true, false, 1])).toThrow('too many arguments, want at most 2');
    expect(checkParams(two, [true, false, null, null])).toEqual([true, false]);
  });

  test('by name is refused', () => {
    expect(() => checkParams(two, { a: true })).toThrow('non-array args');
    expect(() => checkParams(two, 'x')).toThrow('non-array args');
  });
});

describe('scalars are refused in the words of geth', () => {
  test.each([
    [Quantity, '2', 'hex string without 0x prefix'],
    [Quantity, '', 'empty hex string'],
    [Quantity, '0x', 'hex string "0x"'],
    [Quantity, '0x01', 'hex number with leading zero digits'],
    [Quantity, '0xg', 'invalid hex string'],
    [Quantity, `0x1${'0'.repeat(64)}`, 'hex number > 256 bits'],
    [Quantity64, `0x1${'0'.repeat(16)}`, 'hex number > 64 bits'],
    [Quantity, 2, 'expected a string, got number'],
    [Data, '0x1', 'hex string of odd length'],
    [Data, '0xzz', 'invalid hex string'],
    [Address, '0x12', 'hex string has length 2, want 40 for address'],
    [Hash32, ADDRESS, 'hex string has length 40, want 64 for hash'],
    [Bool, 'true', 'expected a boolean, got string'],
    [ShortBytes32, '0xasdf', 'invalid hex in storage key: "0xasdf"'],
    [
      ShortBytes32,
      `0x${'0'.repeat(65)}`,
      `storage key too long (want at most 32 bytes): "0x${'0'.repeat(65)}"`,
    ],
  ])('%p %p', (schema, value, message) => {
    expect(refusal(schema, value)).toBe(`invalid argument 0: ${message}`);
  });
});

test('megabytes of data are accepted in no time', () => {
  const data = `0x${'ab'.repeat(8_000_000)}`;
  const start = performance.now();
  expect(refusal(Data, data)).toBe('accepted');
  expect(refusal(Data, `${data}0`)).toBe('invalid argument 0: hex string of odd length');
  expect(refusal(Data, `${data}zz`)).toBe('invalid argument 0: invalid hex string');
  expect(performance.now() - start).toBeLessThan(2_000);
});

describe('block parameters', () => {
  test.each([
    'latest',
    'pending',
    'earliest',
    'safe',
    'finalized',
    '0x0',
    HASH,
    { blockHash: HASH },
    { blockHash: HASH, requireCanonical: true },
    { blockNumber: '0x1' },
    { blockNumber: 'latest' },
  ])('%p is accepted', (value) => {
    expect(refusal(BlockParameter, value)).toBe('accepted');
  });

  test.each([
    ['newest', 'hex string without 0x prefix'],
    [1, 'expected a string, got number'],
    ['0x00', 'hex number with leading zero digits'],
    [{}, 'missing field "blockNumber" or "blockHash"'],
    [{ blockHash: '0x1' }, 'blockHash: hex string of odd length'],
    [{ blockNumber: 'x' }, 'blockNumber: hex string without 0x prefix'],
    [[], 'expected a string, got array'],
  ])('%p is refused', (value, message) => {
    expect(refusal(BlockParameter, value)).toBe(`invalid argument 0: ${message}`);
  });

  test('a hash is no number', () => {
    expect(refusal(BlockNumberOrTag, HASH)).toBe('invalid argument 0: hex number > 64 bits');
  });
});

describe('objects', () => {
  test('call objects: unknown fields and nulls pass', () => {
    const call: Static<typeof CallObject> & Record<string, unknown> = {
      from: ADDRESS,
      to: null,
      data: '0x',
      chain: 'mainnet',
      hardfork: { any: 1 },
    };
    expect(refusal(CallObject, call)).toBe('accepted');
  });

  test.each([
    [{ value: '0x00' }, 'value: hex number with leading zero digits'],
    [{ to: '0x' }, 'to: hex string has length 0, want 40 for address'],
    [{ gas: 21000 }, 'gas: expected a string, got number'],
    [{ accessList: [{ address: ADDRESS }] }, 'accessList: [0]: missing field "storageKeys"'],
    [
      { accessList: [{ address: ADDRESS, storageKeys: ['0x'] }] },
      'accessList: [0]: storageKeys: [0]: hex string has length 0, want 64 for hash',
    ],
    ['0x', 'expected an object, got string'],
    [[], 'expected an object, got array'],
  ])('call object %j', (value, message) => {
    expect(refusal(CallObject, value)).toBe(`invalid argument 0: ${message}`);
  });

  test('state overrides: keys are checked', () => {
    expect(refusal(StateOverride, { [ADDRESS]: { balance: '0x1', stateDiff: { [HASH]: HASH } } })).toBe(
      'accepted',
    );
    expect(refusal(StateOverride, { nobody: {} })).toBe(
      'invalid argument 0: invalid key "nobody": hex string without 0x prefix',
    );
    expect(refusal(StateOverride, { [ADDRESS]: { state: { '0x1': HASH } } })).toBe(
      `invalid argument 0: ${ADDRESS}: state: invalid key "0x1": hex string of odd length`,
    );
  });

  test('tuples', () => {
    const pair = Type.Array(Type.Tuple([Data, Quantity]));
    expect(refusal(pair, [['0x', '0x1']])).toBe('accepted');
    expect(refusal(pair, [['0x']])).toBe('invalid argument 0: [0]: expected 2 elements, got 1');
    expect(
      refusal(pair, [
        ['0x', '0x1'],
        ['0x', 1],
      ]),
    ).toBe('invalid argument 0: [1]: [1]: expected a string, got number');
    expect(refusal(pair, [{}])).toBe('invalid argument 0: [0]: expected an array, got object');
  });

  test('log filters', () => {
    expect(refusal(LogFilter, { address: [ADDRESS], topics: [null, HASH, [HASH, null], []] })).toBe(
      'accepted',
    );
    expect(refusal(LogFilter, { topics: [null, null, null, null, null] })).toBe(
      'invalid argument 0: topics: too many elements: 5, the limit is 4',
    );
    expect(refusal(LogFilter, { address: 'x' })).toBe(
      'invalid argument 0: address: hex string without 0x prefix',
    );
    expect(refusal(LogFilter, { address: [ADDRESS, '0x12'] })).toBe(
      'invalid argument 0: address: [1]: hex string has length 2, want 40 for address',
    );
    expect(refusal(LogFilter, { address: 5 })).toBe(
      'invalid argument 0: address: expected a string or an array, got number',
    );
    expect(refusal(LogFilter, { address: Array(1001).fill(ADDRESS) })).toBe(
      'invalid argument 0: address: too many elements: 1001, the limit is 1000',
    );
    expect(refusal(LogFilter, { topics: [[HASH, '0x12']] })).toBe(
      'invalid argument 0: topics: [0]: [1]: hex string has length 2, want 64 for hash',
    );
  });
});
