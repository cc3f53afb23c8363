import type { Common } from '@ethereumjs/common';
import type { ExecResult } from '@ethereumjs/evm';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';

/** The library's state of one running frame. */
export type RunState = NonNullable<ExecResult['runState']>;

/** What the library says of an instruction beside its handlers. */
export interface OpcodeInfo {
  readonly code: number;
  readonly name: string;
  readonly fullName: string;
  readonly fee: number;
  readonly feeBigInt: bigint;
  /** Whether the library waits for the handler. */
  readonly isAsync: boolean;
  readonly dynamicGas: boolean;
  readonly isInvalid: boolean;
}

/** One instruction of a machine, as the library keeps it: replacing a handler changes that machine alone. */
export interface OpcodeEntry {
  opcodeInfo: OpcodeInfo;
  opHandler: (runState: RunState, common: Common) => void | Promise<void>;
  gasHandler: (runState: RunState, gas: bigint, common: Common) => bigint | Promise<bigint>;
}

/** The instructions of a machine by opcode. */
export type OpcodeTable = (OpcodeEntry | undefined)[];

/** Instructions that the hooks, corrections and runs name. */
export const Opcode = {
  STOP: 0x00,
  EXP: 0x0a,
  KECCAK256: 0x20,
  CALLDATACOPY: 0x37,
  CODECOPY: 0x39,
  EXTCODESIZE: 0x3b,
  EXTCODECOPY: 0x3c,
  RETURNDATACOPY: 0x3e,
  EXTCODEHASH: 0x3f,
  BLOCKHASH: 0x40,
  MLOAD: 0x51,
  MSTORE: 0x52,
  MSTORE8: 0x53,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMP: 0x56,
  JUMPI: 0x57,
  JUMPDEST: 0x5b,
  LOG0: 0xa0,
  LOG4: 0xa4,
  CREATE: 0xf0,
  CALL: 0xf1,
  CALLCODE: 0xf2,
  RETURN: 0xf3,
  DELEGATECALL: 0xf4,
  CREATE2: 0xf5,
  STATICCALL: 0xfa,
  INVALID: 0xfe,
  SELFDESTRUCT: 0xff,
} as const;

/** True for the instructions that hand gas on to a message of their own. */
export function isMessageCall(opcode: number): boolean {
  return (
    opcode === Opcode.CALL ||
    opcode === Opcode.CALLCODE ||
    opcode === Opcode.DELEGATECALL ||
    opcode === Opcode.STATICCALL
  );
}

/** A copy of memory, which grows where it does not reach so far. */
export function readMemory(runState: RunState, offset: bigint, length: bigint): Uint8Array {
  return length === 0n ? EMPTY_BYTES : runState.memory.read(Number(offset), Number(length));
}
