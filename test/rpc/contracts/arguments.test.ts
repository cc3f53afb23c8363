import { describe, expect, test } from 'bun:test';
import { type Abi, type AbiFunction, parseAbi } from 'viem';
import { functionOf } from '../../../rpc/contracts/abi.ts';
import { toArguments } from '../../../rpc/contracts/arguments.ts';
import { compareCode } from '../../../rpc/contracts/match.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';

const ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const abi: Abi = parseAbi([
  'struct Pair { address who; uint8[] sizes }',
  'function f(uint8 small, int16 signed, Pair[2] pairs, bytes4 id, bool on)',
  'function g(uint256 a)',
  'function g(address a)',
  'function g(address a, uint256 b)',
]);
const { inputs } = abi[0] as AbiFunction;
const pair = { who: ADDRESS, sizes: ['1', 2] };
const good = {
  small: 255,
  signed: '-32768',
  pairs: [pair, [`XAI${ADDRESS.slice(2)}`, '[3]']],
  id: '0x01020304',
  on: 'true',
};

describe('arguments', () => {
  test('by name and in order are the same', () => {
    const made = toArguments(inputs, good);
    expect(made).toEqual([
      255n,
      -32768n,
      [
        { who: ADDRESS, sizes: [1n, 2n] },
        { who: ADDRESS, sizes: [3n] },
      ],
      '0x01020304',
      true,
    ]);
    expect(toArguments(inputs, [good.small, good.signed, good.pairs, good.id, good.on])).toEqual(made);
  });

  test.each([
    [{ small: 256 }, 'small: must be uint8, from 0 to 255'],
    [{ small: 1.5 }, 'small: write integers beyond 2^53 as text'],
    [{ small: '' }, 'small: must be uint8'],
    [{ signed: -32769 }, 'signed: must be int16'],
    [{ pairs: [pair] }, 'pairs: must be (address'.slice(0, 14)],
    [{ pairs: [pair, { ...pair, more: 1 }] }, 'pairs[1]: there is no "more"'],
    [{ pairs: [pair, { who: ADDRESS }] }, 'pairs[1]: "sizes" is missing'],
    [{ pairs: [pair, { who: '0x12', sizes: [] }] }, 'pairs[1].who: must be an address'],
    [{ id: '0x0102' }, 'id: must be 0x and 8 hex digits'],
    [{ on: 1 }, 'on: must be bool'],
    [{ other: 1 }, 'there is no "other"'],
    [{ __proto__: null, toString: 1 }, 'there is no "toString"'],
  ])('%j: %s', (change, words) => {
    expect(() => toArguments(inputs, { ...good, ...change })).toThrow(words);
  });

  test('are bounded', () => {
    const long = [{ type: 'uint8[]', name: 'list' }];
    expect(() => toArguments(long, [new Array(200_000).fill(1)])).toThrow('more than 100000 values');
  });

  test('find the function that is meant', () => {
    expect(functionOf(abi, 'g', 2).inputs).toHaveLength(2);
    expect(functionOf(abi, 'g(address)', undefined).inputs[0]?.type).toBe('address');
    expect(() => functionOf(abi, 'g', 1)).toThrow('there are several g: name one of g(uint256), g(address)');
    expect(() => functionOf(abi, 'g(bool)', 1)).toThrow('there is no function g(bool)');
    expect(functionOf(abi, 'f(uint8,int16,(address,uint8[])[2],bytes4,bool)', undefined).name).toBe('f');
  });
});

describe('code', () => {
  const compiled = fromHex(`600a${'00'.repeat(32)}5b00fea16161010004`);

  test('is compared but for what deployment fills in', () => {
    const filled = compiled.slice();
    filled.fill(7, 2, 34);
    expect(compareCode(filled, compiled, [{ start: 2, length: 32 }])).toBe('exact');
    expect(compareCode(filled, compiled, [])).toBe('none');
  });

  test('differs in nothing but its metadata, or in more', () => {
    const other = compiled.slice();
    other[other.length - 3] = 9;
    expect(compareCode(other, compiled, [])).toBe('metadata');
    other[0] = 0;
    expect(compareCode(other, compiled, [])).toBe('none');
    expect(compareCode(compiled.subarray(0, 10), compiled, [])).toBe('none');
    expect(compareCode(new Uint8Array(0), compiled, [])).toBe('none');
  });
});
