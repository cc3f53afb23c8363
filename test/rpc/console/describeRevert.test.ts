import { expect, test } from 'bun:test';
import { encodeErrorResult, parseAbi } from 'viem';
import { describeRevert } from '../../../rpc/console/describeRevert.ts';
import { EMPTY_BYTES, fromHex } from '../../../storage/encoding/bytes.ts';

const abi = parseAbi([
  'error Error(string)',
  'error Panic(uint256)',
  'error Empty()',
  'error TooMuch(uint256)',
]);

test.each([
  [EMPTY_BYTES, 'reverted without a reason'],
  [fromHex(encodeErrorResult({ abi, errorName: 'Error', args: ['no'] })), 'reverted: no'],
  [
    fromHex(encodeErrorResult({ abi, errorName: 'Panic', args: [0x11n] })),
    'reverted: arithmetic underflow or overflow',
  ],
  [fromHex(encodeErrorResult({ abi, errorName: 'Empty' })), 'reverted with custom error 0x3db2a12a'],
  [
    fromHex(encodeErrorResult({ abi, errorName: 'TooMuch', args: [1n] })),
    `reverted with custom error ${encodeErrorResult({ abi, errorName: 'TooMuch', args: [1n] }).slice(0, 10)}: 0x${'1'.padStart(64, '0')}`,
  ],
  [fromHex('ab'), 'reverted with 0xab'],
])('describes revert data (%#)', (data, text) => {
  expect(describeRevert(data)).toBe(text);
});
