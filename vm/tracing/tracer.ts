import type { HaltReason } from '../haltReason.ts';
import type { Log } from '../log.ts';

/** How a frame was entered. */
export type FrameKind =
  | 'CALL'
  | 'CALLCODE'
  | 'DELEGATECALL'
  | 'STATICCALL'
  | 'CREATE'
  | 'CREATE2'
  | 'SELFDESTRUCT';

/** A frame as it begins. */
export interface FrameEntry {
  /** 0 for the frame of the transaction itself; what a SELFDESTRUCT moves counts as a frame of its own */
  readonly depth: number;
  readonly kind: FrameKind;
  /** 20 bytes */
  readonly from: Uint8Array;
  /** 20 bytes: the callee, or the address being created */
  readonly to: Uint8Array;
  readonly input: Uint8Array;
  readonly gas: bigint;
  readonly value: bigint;
  /** True where `to` is a precompile. */
  readonly precompile: boolean;
}

/** A frame as it ends. */
export interface FrameExit {
  readonly depth: number;
  readonly output: Uint8Array;
  readonly gasUsed: bigint;
  readonly halt: HaltReason | undefined;
  /** The instruction that halted the frame; undefined where none did. */
  readonly fault?: Fault | undefined;
}

/** Where a frame halted: the texts of some reasons name it (stack, invalid opcode). */
export interface Fault {
  readonly opcode: number;
  /** items on the stack before the instruction */
  readonly stackSize: number;
  /** True where SSTORE found too little gas to be safe from reentrancy (EIP-2200): the halt is 'out of gas'. */
  readonly reentrancySentry?: boolean;
  /** The memory asked for is more than can be counted, by its size or by its gas: the halt is 'out of gas'. */
  readonly memoryOverflow?: 'size' | 'gas' | undefined;
}

/** The machine just before one instruction. It and its views are valid only during the hook: copy what you keep. */
export interface Step {
  readonly pc: number;
  readonly opcode: number;
  readonly name: string;
  /** gas left before the instruction; exact below 2^53, as what shows it is JSON */
  readonly gas: number;
  /** gas the instruction takes, memory and dynamic parts included */
  readonly cost: number;
  /** of the running frame, as in FrameEntry */
  readonly depth: number;
  /** 20 bytes: whose storage the code works on */
  readonly address: Uint8Array;
  /** bottom first */
  readonly stack: readonly bigint[];
  readonly memory: Uint8Array;
  readonly returnData: Uint8Array;
  /** refund counter */
  readonly refund: number;
  /** Set when the instruction itself fails. */
  readonly error?: HaltReason | undefined;
}

/** What tracing a message can observe; every hook is optional. Names follow geth's live tracers. */
export interface Tracer {
  /** True: calls that contracts make of precompiles are of no interest, and need not be told. */
  readonly skipsPrecompiles?: boolean;
  onEnter?(entry: FrameEntry): void;
  onExit?(exit: FrameExit): void;
  onStep?(step: Step): void;
  onLog?(log: Log, depth: number): void;
}
