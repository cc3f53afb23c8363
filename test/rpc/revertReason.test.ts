import { expect, test } from 'bun:test';
import { RevertError } from '../../rpc/errors.ts';
import { revertReason } from '../../rpc/revertReason.ts';
import { fromHex } from '../../storage/encoding/bytes.ts';

const USER_ERROR =
  '0x08c379a00000000000000000000000000000000000000000000000000000000000000020' +
  '000000000000000000000000000000000000000000000000000000000000000a75736572206572726f72';

test('Error(string), as the execution-apis case has it', () => {
  const error = new RevertError(fromHex(USER_ERROR));
  expect(error.message).toBe('execution reverted: user error');
  expect(error.code).toBe(3);
  expect(error.data).toBe(USER_ERROR);
});

test('Panic(uint256)', () => {
  const panic = (code: string) => revertReason(fromHex(`0x4e487b71${code.padStart(64, '0')}`));
  expect(panic('01')).toBe('assert(false)');
  expect(panic('11')).toBe('arithmetic underflow or overflow');
  expect(panic('99')).toBe('unknown panic code: 0x99');
});

test('anything else has no reason', () => {
  expect(revertReason(new Uint8Array(0))).toBeUndefined();
  expect(revertReason(fromHex('0x77726f6e672d63616c6c6461746173697a65'))).toBeUndefined();
  expect(new RevertError(new Uint8Array(0)).message).toBe('execution reverted');
  expect(new RevertError(new Uint8Array(0)).data).toBe('0x');
});

test('malformed strings have no reason, however large their words are', () => {
  expect(revertReason(fromHex('0x08c379a0'))).toBeUndefined();
  expect(revertReason(fromHex(`0x08c379a0${'f'.repeat(64)}`))).toBeUndefined();
  expect(revertReason(fromHex(`0x08c379a0${'20'.padStart(64, '0')}${'f'.repeat(64)}`))).toBeUndefined();
  expect(
    revertReason(fromHex(`0x08c379a0${'20'.padStart(64, '0')}${'05'.padStart(64, '0')}61`)),
  ).toBeUndefined();
});
