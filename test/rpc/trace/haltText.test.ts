import { afterAll, beforeAll, expect, test } from 'bun:test';
import { haltText } from '../../../rpc/trace/haltText.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';
import { code, push } from './assembler.ts';

let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
});
afterAll(() => dev.close());

test('memory that cannot be counted', () => {
  const fault = { opcode: 0x51, stackSize: 1 };
  expect(haltText('out of gas', { ...fault, memoryOverflow: 'size' })).toBe('gas uint64 overflow');
  expect(haltText('out of gas', { ...fault, memoryOverflow: 'gas' })).toBe('out of gas: gas uint64 overflow');
  expect(haltText('out of gas', fault)).toBe('out of gas');
});

test.each([
  ['out of gas', code(push(2 ** 30), '51')],
  ['out of gas: gas uint64 overflow', code(push(2 ** 40), '51')],
  ['gas uint64 overflow', code(`7f${'ff'.repeat(32)}`, '51')],
])('the last step of a trace tells of it: %s', async (error, data) => {
  const { structLogs } = await dev.call('debug_traceCall', { data, gas: '0x186a0' }, 'latest', {});
  expect(structLogs.at(-1).error).toBe(error);
});
