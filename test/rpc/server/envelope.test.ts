import { describe, expect, test } from 'bun:test';
import { decodeEnvelope } from '../../../rpc/server/envelope.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the envelope', () => {
  test('JSON in text and in bytes', () => {
    expect(decodeEnvelope('{"a":[1,"é"]}')).toEqual({ a: [1, 'é'] });
    expect(decodeEnvelope(bytes('{"a":[1,"é"]}'))).toEqual({ a: [1, 'é'] });
  });

  test.each(['', '  ', '{', '{"a":}', 'nope', '{"a":1}x', '"open'])('%p is no JSON', (text) => {
    expect(() => decodeEnvelope(text)).toThrow('parse error');
  });

  test('bytes that are no UTF-8', () => {
    expect(() => decodeEnvelope(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('parse error: not valid UTF-8');
    expect(() => decodeEnvelope(Uint8Array.of(0x22, 0xc3, 0x22))).toThrow('parse error: not valid UTF-8');
  });

  test('nesting is bounded before anything recursive sees it', () => {
    expect(decodeEnvelope('['.repeat(128) + ']'.repeat(128))).toBeArray();
    expect(() => decodeEnvelope('['.repeat(129) + ']'.repeat(129))).toThrow('nested more than 128 deep');
    expect(() => decodeEnvelope('{"a":'.repeat(1_000_000))).toThrow('nested more than 128 deep');
  });

  test('brackets in strings do not count, escaped quotes do not end strings', () => {
    const text = JSON.stringify({ a: '['.repeat(500), b: `\\"${'{'.repeat(500)}\\\\`, c: ['"', '\\'] });
    expect(decodeEnvelope(text)).toEqual(JSON.parse(text));
  });
});
