import { expect, test } from 'bun:test';
import { KINDS, REFUSED_KINDS } from '../../../../chain/transaction/native/kinds.ts';
import { nativePublicKey, signNative } from '../../../../chain/transaction/native/sign.ts';
import { nativeSigningHash } from '../../../../chain/transaction/native/signingHash.ts';
import { toHexString } from '../../../../storage/encoding/bytes.ts';
import { KEY, nativeOf, VECTOR } from './support.ts';

const page = await Bun.file(new URL('../../../../docs/native-transactions.md', import.meta.url)).text();

test('the page has the test vector as it is computed', () => {
  const signed = signNative(KEY, VECTOR);
  const { publicKey, signature } = nativeOf(signed);
  const list = toHexString(signed.raw.subarray(3, -66));
  const unsigned = list.slice(0, list.indexOf(toHexString(publicKey)));
  const values = [
    publicKey,
    signature,
    nativeSigningHash(VECTOR, nativePublicKey(KEY)),
    signed.sender,
    signed.hash,
  ];
  for (const value of values) expect(page).toContain(`\`${toHexString(value)}\``);
  expect(page).toContain(`\`f873${unsigned}\``);
});

test('the page lists every kind with its number, and what unsupported ones are answered with', () => {
  for (const { name, number } of KINDS) expect(page).toContain(`| \`${name}\` | ${number} |`);
  for (const { name, number, refusal } of REFUSED_KINDS) {
    expect(page).toContain(`\`${name}\``);
    if (name !== 'heartbeat' && name !== 'finality_vote')
      expect(page).toContain(`| \`${name}\` | ${number} | ${refusal.split(': ')[1]} |`);
  }
});
