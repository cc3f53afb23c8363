import type { AccountEntry } from '../state/accountEntry.ts';
import type { Checkpoint } from '../state/worldState.ts';
import type { KnownCode } from './codes.ts';
import { HEADER, WORD } from './layout.ts';
import type { Machine } from './machine.ts';
import { writeBigInt, writeBytes } from './words.ts';

/** How a frame was begun, SELFDESTRUCT aside. */
export type CallKind = 'CALL' | 'CALLCODE' | 'DELEGATECALL' | 'STATICCALL' | 'CREATE' | 'CREATE2';

/** What a frame is to run: the message that begins it. */
export interface FrameStart {
  readonly kind: CallKind;
  /** 20 bytes: whose storage the code works on */
  readonly address: Uint8Array;
  /** The account at `address`. */
  readonly account: AccountEntry;
  /** 20 bytes: what CALLER shows */
  readonly caller: Uint8Array;
  /** wei: what CALLVALUE shows */
  readonly value: bigint;
  readonly gas: number;
  readonly isStatic: boolean;
  readonly code: KnownCode;
  readonly input: Uint8Array;
  /** what the state, the logs and the refunds go back to if it fails */
  readonly mark: Checkpoint;
  /** Range of the caller's memory that the output goes to. */
  readonly outputAt: number;
  readonly outputSize: number;
}

/** A frame that has begun and not ended. */
export interface Frame extends FrameStart {
  readonly depth: number;
  readonly logs: number;
  readonly refund: number;
  /** what the last call of this frame gave back; undefined: it lies in the machine's memory at ANSWER */
  returnData: Uint8Array | undefined;
  /** Addresses in the machine's memory that stay as they are. */
  readonly base: number;
  readonly codeAt: number;
  readonly stackBase: number;
  readonly memory: number;
  /** Registers while another frame runs. */
  gasLeft: number;
  pc: number;
  stack: number;
  memorySize: number;
}

/** Writes the header of a frame, and its call data to `inputAt`. */
export function writeHeader(machine: Machine, frame: Frame, inputAt: number): void {
  const { bytes, integers } = machine;
  const { base, input } = frame;
  writeBytes(integers, base + HEADER.ADDRESS, frame.address);
  writeBytes(integers, base + HEADER.CALLER, frame.caller);
  writeBigInt(integers, base + HEADER.CALLVALUE, frame.value);
  machine.setRegister(base + HEADER.CALLDATASIZE, input.length);
  machine.setRegister(base + HEADER.CODESIZE, frame.code.bytes.length);
  machine.setRegister(base + HEADER.RETURNDATASIZE, 0);
  machine.setRegister(base + HEADER.callData, inputAt);
  machine.setRegister(base + HEADER.account, frame.account.id);
  bytes.set(input, inputAt);
  bytes.fill(0, inputAt + input.length, inputAt + input.length + WORD);
}
