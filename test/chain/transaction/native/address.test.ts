import { describe, expect, test } from 'bun:test';
import { getAddress } from 'ethers';
import {
  addressNetwork,
  formatXaiAddress,
  parseXaiAddress,
} from '../../../../chain/transaction/native/address.ts';
import { fromHex, toHex } from '../../../../storage/encoding/bytes.ts';
import { Random } from '../../support/random.ts';

const ADDRESS = fromHex('7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b');

describe('addresses in text', () => {
  test('carry the mixed case of EIP-55 behind the prefix of their network', () => {
    const random = new Random(70);
    for (let i = 0; i < 50; i++) {
      const address = random.bytes(20);
      const digits = getAddress(toHex(address)).slice(2);
      expect(formatXaiAddress(address, 'mainnet')).toBe(`XAI${digits}`);
      expect(formatXaiAddress(address, 'testnet')).toBe(`TXAI${digits}`);
      for (const network of ['mainnet', 'testnet'] as const)
        expect(parseXaiAddress(formatXaiAddress(address, network))).toEqual({
          address,
          network,
          checked: true,
        });
    }
  });

  test('the upstream form of one case is taken, without a check', () => {
    const digits = toHex(ADDRESS).slice(2);
    for (const text of [`XAI${digits}`, `XAI${digits.toUpperCase()}`])
      expect(parseXaiAddress(text)).toEqual({ address: ADDRESS, network: 'mainnet', checked: false });
  });

  test('digits alone have nothing to check, and are right', () => {
    const text = `XAI${'12'.repeat(20)}`;
    expect(parseXaiAddress(text)).toMatchObject({ checked: true });
  });

  test('every slip in the case of one digit is found', () => {
    const text = formatXaiAddress(ADDRESS, 'testnet');
    for (let at = 4; at < text.length; at++) {
      const digit = text.charAt(at);
      const other = digit === digit.toLowerCase() ? digit.toUpperCase() : digit.toLowerCase();
      if (other === digit) continue;
      const slipped = text.slice(0, at) + other + text.slice(at + 1);
      expect(() => parseXaiAddress(slipped)).toThrow(expect.objectContaining({ code: 'checksum' }));
    }
  });

  const cases: [string, string, string][] = [
    ['an address of Ethereum', toHex(ADDRESS), 'prefix'],
    ['a prefix in small letters', `xai${'12'.repeat(20)}`, 'prefix'],
    ['no digits', 'XAI', 'length'],
    ['a digit too few', `XAI${'1'.repeat(39)}`, 'length'],
    ['a digit too many', `TXAI${'1'.repeat(41)}`, 'length'],
    ['a letter that is no digit', `XAI${'1'.repeat(39)}g`, 'digits'],
    ['nothing', '', 'prefix'],
  ];
  for (const [name, text, code] of cases) {
    test(`${name} is refused`, () =>
      expect(() => parseXaiAddress(text)).toThrow(expect.objectContaining({ name: 'AddressError', code })));
  }

  test('only the main chain has addresses of the main network', () => {
    expect([22593n, 43981n, 31337n, 1n].map(addressNetwork)).toEqual([
      'mainnet',
      ...Array(3).fill('testnet'),
    ]);
  });
});
