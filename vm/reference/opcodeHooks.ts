import type { FrameKind } from '../tracing/tracer.ts';
import { Opcode, type OpcodeTable, type RunState } from './opcodes.ts';

/** What a traced machine tells while it runs. */
export interface OpcodeHooks {
  /** A gas handler has answered, or failed with `error`. */
  gasCharged(runState: RunState, error: unknown): void;
  /** A call or create instruction is about to run; its operands are on the stack. */
  callStarts(kind: FrameKind, runState: RunState): void;
  /** It has run; `failed` when the instruction itself threw. */
  callEnded(runState: RunState, failed: boolean): void;
  /** A LOG instruction has run. */
  logged(runState: RunState): void;
  /** SELFDESTRUCT is about to run; the beneficiary is on the stack. */
  selfDestructs(runState: RunState): void;
}

const CALLS: readonly (readonly [number, FrameKind])[] = [
  [Opcode.CREATE, 'CREATE'],
  [Opcode.CALL, 'CALL'],
  [Opcode.CALLCODE, 'CALLCODE'],
  [Opcode.DELEGATECALL, 'DELEGATECALL'],
  [Opcode.CREATE2, 'CREATE2'],
  [Opcode.STATICCALL, 'STATICCALL'],
];

/** Puts hooks around the instructions of one machine: the library's own events tell too little. */
export function hookOpcodes(table: OpcodeTable, hooks: OpcodeHooks): void {
  for (const [opcode, kind] of CALLS) hookCall(table, opcode, kind, hooks);
  for (let opcode: number = Opcode.LOG0; opcode <= Opcode.LOG4; opcode++) {
    const entry = table[opcode];
    if (entry === undefined) continue;
    const { opHandler } = entry;
    entry.opHandler = (runState, common) => {
      opHandler(runState, common);
      hooks.logged(runState);
    };
  }
  const selfDestruct = table[Opcode.SELFDESTRUCT];
  if (selfDestruct !== undefined) {
    const { opHandler } = selfDestruct;
    selfDestruct.opHandler = (runState, common) => {
      hooks.selfDestructs(runState);
      return opHandler(runState, common);
    };
  }
  hookGas(table, hooks);
}

function hookCall(table: OpcodeTable, opcode: number, kind: FrameKind, hooks: OpcodeHooks): void {
  const entry = table[opcode];
  if (entry === undefined || entry === table[Opcode.INVALID]) return;
  const { opHandler } = entry;
  entry.opHandler = async (runState, common) => {
    hooks.callStarts(kind, runState);
    let failed = true;
    try {
      await opHandler(runState, common);
      failed = false;
    } finally {
      hooks.callEnded(runState, failed);
    }
  };
}

function hookGas(table: OpcodeTable, hooks: OpcodeHooks): void {
  for (const entry of new Set(table)) {
    const gasHandler = entry?.gasHandler;
    if (entry === undefined || gasHandler === undefined) continue;
    entry.gasHandler = async (runState, gas, common) => {
      try {
        const charged = await gasHandler(runState, gas, common);
        if (charged > runState.gasLeft) keepMemoryClosed(runState);
        hooks.gasCharged(runState, undefined);
        return charged;
      } catch (error) {
        hooks.gasCharged(runState, error);
        throw error;
      }
    };
  }
}

/**
 * The library's step event reads what REVERT would return before it charges for it: as much as 2^53 bytes. A frame that
 * cannot pay reads its memory no more.
 */
function keepMemoryClosed(runState: RunState): void {
  runState.memory.read = () => new Uint8Array(0);
}
