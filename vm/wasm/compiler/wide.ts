import type { Code } from '../emit/code.ts';

/** Operators of the wide-arithmetic proposal: two limbs give a product of two, and two pairs a sum. */
export const MUL_WIDE: Code = [0xfc, 0x16];
export const ADD_WIDE: Code = [0xfc, 0x13];

/** Whether there is `i64.mul_wide_u` and its like (the wide arithmetic proposal). */
export const HAS_WIDE: boolean = WebAssembly.validate(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 1, 0x60, 2, 0x7e, 0x7e, 2, 0x7e, 0x7e, 3, 2, 1, 0],
    ...[10, 10, 1, 8, 0, 0x20, 0, 0x20, 1, ...MUL_WIDE.map(Number), 0x0b],
  ]),
);
