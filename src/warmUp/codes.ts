import { OPCODES } from '../../vm/opcodes.ts';

/** bytes: few enough for a slice, enough for what reads a code byte by byte to be compiled */
const CODE_SIZE = 4096;
/** STOP, RETURN, REVERT, INVALID, SELFDESTRUCT */
const ENDS: readonly number[] = [0x00, 0xf3, 0xfd, 0xfe, 0xff];
/** a PUSH would take what follows for its operand */
const GOING_ON = Uint8Array.from(
  OPCODES.map(({ code }) => code).filter((code) => !ENDS.includes(code) && (code < 0x63 || code > 0x7f)),
);

/**
 * Answers what stands in its slot 0.
 * PUSH0, SLOAD, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
 */
export const READS_SLOT = Uint8Array.fromHex('5f545f5260205ff3');

/**
 * Counts down from 4,096, for as much gas as a code of CODE_SIZE has to use before it is predecoded, and answers a word.
 * PUSH2 4096, JUMPDEST, PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
 */
export const COUNTS_LONG = Uint8Array.fromHex('6110005b60019003806003575f5260205ff3');
/** The same from 32. */
export const COUNTS = Uint8Array.fromHex('6100205b60019003806003575f5260205ff3');

/**
 * A token without bounds, slots and logs as an ERC-20's transfer has them: what is sent goes from the caller's slot to that of the
 * receiver, `keccak256(account ‖ 0)`, and is told by a log of three topics.
 * CALLER, PUSH0, MSTORE, PUSH1 64, PUSH0, KECCAK256, DUP1, SLOAD, PUSH1 36, CALLDATALOAD, SWAP1, SUB, SWAP1, SSTORE,
 * PUSH1 4, CALLDATALOAD, PUSH0, MSTORE, PUSH1 64, PUSH0, KECCAK256, DUP1, SLOAD, PUSH1 36, CALLDATALOAD, ADD, SWAP1, SSTORE,
 * PUSH1 36, CALLDATALOAD, PUSH0, MSTORE, PUSH1 4, CALLDATALOAD, CALLER, PUSH1 1, PUSH1 32, PUSH0, LOG3, PUSH1 32, PUSH0, RETURN
 */
export const TOKEN = Uint8Array.fromHex(
  '335f5260405f208054602435900390556004355f5260405f2080546024350190556024355f5260043533600160205fa360205ff3',
);

/** Every instruction that code runs on behind, over and over, after a few that are run; another code for each number. */
export function longCode(beginning: Uint8Array, number: number): Uint8Array {
  const code = new Uint8Array(CODE_SIZE);
  for (let i = 0; i < CODE_SIZE; i += GOING_ON.length)
    code.set(GOING_ON.subarray(0, Math.min(GOING_ON.length, CODE_SIZE - i)), i);
  code.set(beginning);
  code[CODE_SIZE - 1] = number;
  return code;
}
