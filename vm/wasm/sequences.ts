import { JUMP, JUMP_TO, JUMP_TO_IF, PUSH_SMALL, PUSH_WORD, PUSH_ZERO } from './cells.ts';

/** A sequence of kinds (cells.ts) that is run as one. */
export type Sequence = readonly number[];

export const ADD = 0x01;
const MUL = 0x02;
export const SUB = 0x03;
export const LT = 0x10;
export const GT = 0x11;
export const SLT = 0x12;
export const SGT = 0x13;
export const EQ = 0x14;
export const ISZERO = 0x15;
export const AND = 0x16;
const SHL = 0x1b;
const SHR = 0x1c;
const CALLDATALOAD = 0x35;
export const POP = 0x50;
const MLOAD = 0x51;
const MSTORE = 0x52;
export const dup = (n: number) => 0x7f + n;
export const swap = (n: number) => 0x8f + n;

/** Comparisons by what they are called in the emitted code. */
const COMPARISONS: readonly number[] = [LT, GT, SLT, SGT, EQ];

/** What follows each other most often in contracts that solc makes (OpenZeppelin's, and those of this repository). */
export const SEQUENCE_LIST: readonly Sequence[] = [
  ...COMPARISONS.flatMap((comparison): Sequence[] => [
    [comparison, JUMP_TO_IF],
    [comparison, ISZERO, JUMP_TO_IF],
    [comparison, ISZERO],
  ]),
  [ISZERO, JUMP_TO_IF],
  [ISZERO, ISZERO],
  [dup(1), ISZERO, JUMP_TO_IF],
  [dup(1), PUSH_SMALL, EQ, JUMP_TO_IF],
  [PUSH_SMALL, ADD],
  [PUSH_SMALL, AND],
  [PUSH_WORD, AND],
  [PUSH_SMALL, SHL],
  [PUSH_SMALL, SHR],
  [PUSH_SMALL, MUL],
  [PUSH_SMALL, SUB],
  [PUSH_SMALL, MLOAD],
  [PUSH_ZERO, MLOAD],
  [PUSH_SMALL, MSTORE],
  [PUSH_ZERO, MSTORE],
  [PUSH_SMALL, CALLDATALOAD],
  [PUSH_SMALL, JUMP_TO],
  ...[2, 3, 4, 5].flatMap((n): Sequence[] => [
    [PUSH_SMALL, dup(n)],
    [PUSH_SMALL, dup(n), ADD],
    [PUSH_ZERO, dup(n)],
    [dup(n), ADD],
    [dup(n), dup(n)],
    [dup(n - 1), dup(n)],
    [dup(n), dup(n - 1)],
    [dup(n), MLOAD],
    [dup(n), MSTORE],
  ]),
  [dup(1), dup(3)],
  [dup(1), MLOAD],
  [dup(1), PUSH_SMALL],
  [dup(3), ADD, MSTORE],
  [PUSH_SMALL, dup(3), ADD, MSTORE],
  [PUSH_SMALL, PUSH_SMALL],
  [PUSH_SMALL, PUSH_ZERO],
  [PUSH_ZERO, PUSH_ZERO],
  [PUSH_ZERO, PUSH_SMALL],
  [MSTORE, PUSH_SMALL],
  [MSTORE, PUSH_SMALL, ADD],
  [POP, POP],
  [POP, POP, POP],
  [POP, PUSH_SMALL],
  [POP, JUMP],
  [POP, POP, JUMP],
  [POP, POP, POP, JUMP],
  [swap(1), POP],
  [swap(2), POP],
  [swap(3), POP],
  [swap(4), POP],
  [swap(1), POP, JUMP],
  [swap(2), POP, JUMP],
  [swap(1), JUMP],
  [swap(2), swap(1), POP, JUMP],
  [swap(2), swap(1)],
  [swap(1), swap(2)],
  [swap(1), SUB],
  [swap(1), MSTORE],
  [swap(1), PUSH_SMALL],
  [ADD, dup(2)],
  [ADD, swap(1)],
];
