import { describe, expect, test } from 'bun:test';
import { keccak256 as reference, toBytes } from 'viem';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { INPUT_CAPACITY } from '../../../storage/encoding/keccakModule.ts';
import { seededRandom } from '../support/random.ts';

describe('keccak256', () => {
  test('gives the well-known hashes', () => {
    expect(toHex(keccak256(new Uint8Array(0)))).toBe(
      '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
    expect(toHex(keccak256(toBytes('transfer(address,uint256)'))).slice(0, 10)).toBe('0xa9059cbb');
  });

  test('agrees with viem at every length over the first blocks and at the edges of its buffer', () => {
    const random = seededRandom(1);
    const edges = [-137, -136, -1, 0, 1, 135, 136, 137].map((offset) => INPUT_CAPACITY + offset);
    const lengths = [...Array.from({ length: 420 }, (_, length) => length), ...edges, 2 * INPUT_CAPACITY + 5];
    for (const length of lengths) {
      const data = random.bytes(length);
      expect(toHex(keccak256(data))).toBe(reference(data));
    }
  });

  test('does not care what came before, and gives arrays of its own', () => {
    const first = keccak256(Uint8Array.of(1));
    const copy = first.slice();
    keccak256(new Uint8Array(INPUT_CAPACITY + 1000).fill(0xff));
    keccak256(new Uint8Array(135).fill(0xff));
    expect(keccak256(Uint8Array.of(1))).toEqual(copy);
    expect(first).toEqual(copy);
    expect(keccak256(Buffer.from([1]))).toEqual(copy);
  });
});
