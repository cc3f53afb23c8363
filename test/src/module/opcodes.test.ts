import { expect, test } from 'bun:test';
import { readCode } from '../../../src/module/opcodes.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';

const read = (hex: string) => readCode(fromHex(hex));

test('forbidden instructions are named with their place', () => {
  expect(read('60006000f4').forbidden).toEqual([
    "DELEGATECALL at byte 4: it runs foreign code in the module's storage; only the proxy does",
  ]);
  expect(read('6000ff').forbidden[0]).toStartWith('SELFDESTRUCT at byte 2');
  expect(read('f2').forbidden[0]).toStartWith('CALLCODE at byte 0');
});

test('operands and data that nothing jumps to are no instructions', () => {
  expect(read('61f4ff60f200').forbidden).toEqual([]);
  expect(read('00f4ff').forbidden).toEqual([]);
  // From a JUMPDEST on it could run.
  expect(read('005bf4').forbidden).toHaveLength(1);
  // A push that the code's end cuts off.
  expect(read('7ff4f4').forbidden).toEqual([]);
});

test('logs, calls and creations are seen', () => {
  expect(read('a2')).toEqual({ forbidden: [], makesLogs: true, calls: false, creates: false });
  expect(read('f1')).toMatchObject({ calls: true, creates: false });
  expect(read('f5')).toMatchObject({ calls: false, creates: true });
});
