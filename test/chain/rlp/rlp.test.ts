import { describe, expect, test } from 'bun:test';
import { RLP } from '@ethereumjs/rlp';
import { decodeRlp, type RlpItem } from '../../../chain/rlp/decode.ts';
import { encodeRlp, encodeRlpList, type RlpInput, rlpBytesSize } from '../../../chain/rlp/encode.ts';
import { DecodeError, type DecodeErrorCode } from '../../../chain/rlp/errors.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import { Random } from '../support/random.ts';

function randomItem(random: Random, depth: number): RlpItem {
  if (depth === 0 || random.int(3) > 0)
    return random.bytes(random.int([2, 60, 300, 70_000][random.int(4)] ?? 2));
  return Array.from({ length: random.int(5) }, () => randomItem(random, depth - 1));
}

describe('RLP', () => {
  test('agrees with @ethereumjs/rlp in both directions', () => {
    const random = new Random(1);
    for (let i = 0; i < 300; i++) {
      const item = randomItem(random, 4);
      const encoded = encodeRlp(item as RlpInput);
      expect(encoded).toEqual(RLP.encode(item));
      expect(decodeRlp(encoded)).toEqual(item);
      if (item instanceof Uint8Array) expect(rlpBytesSize(item)).toBe(encoded.length);
      else expect(encodeRlpList(item.map((element) => encodeRlp(element as RlpInput)))).toEqual(encoded);
    }
  });

  test('accepts and refuses what @ethereumjs/rlp does, on damaged input', () => {
    const random = new Random(2);
    for (let i = 0; i < 2000; i++) {
      const bytes = encodeRlp(randomItem(random, 3) as RlpInput).slice(0, 400);
      if (bytes.length > 0) bytes[random.int(Math.min(bytes.length, 8))] = random.int(256);
      let ours: RlpItem | undefined;
      let theirs: unknown;
      try {
        ours = decodeRlp(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
      try {
        theirs = RLP.decode(bytes);
      } catch {}
      expect(ours).toEqual(theirs as RlpItem | undefined);
    }
  });

  const malformed: [string, string, DecodeErrorCode][] = [
    ['nothing', '', 'rlp-truncated'],
    ['a string cut off', '83aabb', 'rlp-truncated'],
    ['a list cut off', 'c3c0c0', 'rlp-truncated'],
    ['an item longer than its list', 'c283aabb', 'rlp-truncated'],
    ['a length cut off', 'b9ff', 'rlp-truncated'],
    ['a huge length', 'bfffffffffffffffff', 'rlp-truncated'],
    ['bytes after the item', '8000', 'rlp-trailing-bytes'],
    ['a small byte with a prefix', '8105', 'rlp-not-canonical'],
    ['the long form for a short string', 'b801ff', 'rlp-not-canonical'],
    ['a length with leading zeros', `b90038${'11'.repeat(56)}`, 'rlp-not-canonical'],
  ];
  for (const [name, hex, code] of malformed) {
    test(`refuses ${name}`, () => {
      expect(() => decodeRlp(fromHex(hex))).toThrow(expect.objectContaining({ name: 'DecodeError', code }));
    });
  }

  test('a deep nest of lists is refused at once', () => {
    const deep = new Uint8Array(54).map((_, i) => 0xc0 + 53 - i);
    expect(() => decodeRlp(deep)).toThrow(expect.objectContaining({ code: 'rlp-too-deep' }));
  });
});
