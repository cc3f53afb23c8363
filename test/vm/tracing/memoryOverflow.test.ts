import { expect, test } from 'bun:test';
import { memoryOverflow } from '../../../vm/tracing/memoryOverflow.ts';

const HUGE = 2n ** 256n - 1n;
const TWO_TO_40 = 2n ** 40n;

/** The stack is given top first. */
const cases: [opcode: number, stack: bigint[], found: 'size' | 'gas' | undefined][] = [
  [0x51, [0n], undefined],
  [0x51, [2n ** 30n], undefined],
  [0x51, [0x1fffffffe0n - 32n], undefined],
  [0x51, [0x1fffffffe1n - 32n], 'gas'],
  [0x51, [TWO_TO_40], 'gas'],
  [0x51, [2n ** 64n - 64n], 'gas'],
  [0x51, [2n ** 64n - 33n], 'size'],
  [0x51, [HUGE], 'size'],
  [0xf3, [HUGE, 0n], undefined], // nothing of a far place
  [0xf3, [0n, HUGE], 'size'],
  [0x3c, [0n, 0n, 0n, TWO_TO_40], 'gas'],
  [0xf1, [0n, 0n, 0n, 0n, 0n, HUGE, 1n], 'size'],
  [0xfa, [0n, 0n, TWO_TO_40, 1n, 0n, 0n], 'gas'],
  [0x5e, [0n, TWO_TO_40, 1n], 'gas'],
  [0x01, [HUGE, HUGE], undefined],
];

test.each(cases)('opcode %i', (opcode, stack, found) => {
  expect(memoryOverflow(opcode, (place) => stack[place] ?? 0n)).toBe(found);
});
