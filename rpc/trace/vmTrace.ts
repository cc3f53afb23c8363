import { toHex } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { FrameEntry, FrameExit, Step, Tracer } from '../../vm/tracing/tracer.ts';
import { delegationTarget } from '../../vm/transaction/delegation.ts';
import { quantityHex } from '../format/hex.ts';
import type { TraceBudget } from './budget.ts';
import type { TraceSubject } from './collector.ts';
import { OPCODE, opcodeName, stackEffect } from './opcodes.ts';

/** A frame's instructions, as OpenEthereum prints them. */
interface VmTrace {
  readonly code: string;
  readonly ops: VmOperation[];
}

/** One instruction; `idx` and `op` are Erigon's additions. */
interface VmOperation {
  /** gas, what a call gives to the frame that it makes included */
  cost: number;
  /** null where the instruction failed */
  ex: {
    mem: { readonly data: string; readonly off: number } | null;
    push: readonly string[];
    readonly store: { readonly key: string; readonly val: string } | null;
    /** gas left after it */
    used: number;
  } | null;
  readonly pc: number;
  sub: VmTrace | null;
  readonly op: string;
  readonly idx: string;
}

/** The part of memory that an instruction writes. */
interface MemoryRange {
  readonly offset: bigint;
  readonly length: bigint;
}

/** A frame that runs; undefined stands for one that has no instructions (a precompile, what a SELFDESTRUCT moves). */
interface OpenFrame {
  readonly trace: VmTrace;
  readonly prefix: string;
  last:
    | { readonly operation: VmOperation; readonly opcode: number; readonly memory: MemoryRange }
    | undefined;
}

/** Where the operands lie that say which memory is written: [offset, length], counted from the top of the stack. */
const MEMORY_OPERANDS: ReadonlyMap<number, readonly [number, number]> = new Map([
  [OPCODE.CALLDATACOPY, [0, 2]],
  [OPCODE.CODECOPY, [0, 2]],
  [OPCODE.RETURNDATACOPY, [0, 2]],
  [OPCODE.MCOPY, [0, 2]],
  [OPCODE.EXTCODECOPY, [1, 3]],
  [OPCODE.CALL, [5, 6]],
  [OPCODE.CALLCODE, [5, 6]],
  [OPCODE.DELEGATECALL, [4, 5]],
  [OPCODE.STATICCALL, [4, 5]],
]);

/** Bytes of memory that a load or store is about, at the offset on top of the stack. */
const MEMORY_WIDTH: ReadonlyMap<number, bigint> = new Map([
  [OPCODE.MLOAD, 32n],
  [OPCODE.MSTORE, 32n],
  [OPCODE.MSTORE8, 1n],
]);

const NO_MEMORY: MemoryRange = { offset: 0n, length: 0n };

/** Bytes of JSON of an instruction without its data, and of a stack word. */
const OPERATION_BYTES = 130;
const WORD_BYTES = 69;

/**
 * OpenEthereum's vmTrace: every instruction with what it put on the stack and into memory and storage, and below a call
 * the instructions of the callee. What an instruction did is seen when the next one of its frame begins.
 */
export function collectVmTrace(
  { state, rules }: TraceSubject,
  budget: TraceBudget,
): { readonly hooks: Tracer; root(): VmTrace | undefined } {
  const open: (OpenFrame | undefined)[] = [];
  let root: VmTrace | undefined;

  function onEnter({ kind, to, input, gas, precompile }: FrameEntry): void {
    budget.tick();
    if (kind === 'SELFDESTRUCT' || (precompile && kind !== 'CREATE' && kind !== 'CREATE2')) {
      open.push(undefined);
      return;
    }
    const parent = open.at(-1);
    const isCreation = kind === 'CREATE' || kind === 'CREATE2';
    const code = isCreation ? input : codeAt(to);
    budget.spend(OPERATION_BYTES + 2 * code.length);
    const trace: VmTrace = { code: toHex(code), ops: [] };
    if (parent?.last !== undefined) {
      parent.last.operation.sub = trace;
      if (isCreation) parent.last.operation.cost += Number(gas);
    }
    root ??= trace;
    const prefix = parent === undefined ? '' : `${parent.prefix}${parent.trace.ops.length - 1}-`;
    open.push({ trace, prefix, last: undefined });
  }

  function onStep(step: Step): void {
    budget.tick();
    const frame = open.at(-1);
    if (frame === undefined) return;
    finishLast(frame, step, budget);
    const { trace, prefix } = frame;
    const failed = step.error !== undefined || step.cost > step.gas;
    const operation: VmOperation = {
      cost: step.cost,
      ex: failed ? null : { mem: null, push: [], store: stored(step), used: step.gas - step.cost },
      pc: step.pc,
      sub: null,
      op: opcodeName(step.opcode, step.name),
      idx: `${prefix}${trace.ops.length}`,
    };
    budget.spend(OPERATION_BYTES + operation.idx.length + (operation.ex?.store == null ? 0 : 2 * WORD_BYTES));
    trace.ops.push(operation);
    frame.last = { operation, opcode: step.opcode, memory: writtenMemory(step) };
  }

  function codeAt(address: Uint8Array): Uint8Array {
    const code = state.code(state.account(address)?.codeHash ?? EMPTY_CODE_HASH);
    const target = rules.has('prague') ? delegationTarget(code) : undefined;
    return target === undefined ? code : state.code(state.account(target)?.codeHash ?? EMPTY_CODE_HASH);
  }

  return {
    root: () => root,
    hooks: { onEnter, onStep, onExit: (_exit: FrameExit) => void open.pop() },
  };
}

/** Fills in what the frame's last instruction left, now that the next one begins. */
function finishLast({ last }: OpenFrame, step: Step, budget: TraceBudget): void {
  if (last === undefined || last.operation.ex === null) return;
  const { ex } = last.operation;
  const [, left] = stackEffect(last.opcode);
  ex.push = left === 0 ? [] : step.stack.slice(-left).map(quantityHex);
  ex.used = step.gas;
  budget.spend(left * WORD_BYTES);
  const { offset, length } = last.memory;
  if (length === 0n || offset + length > BigInt(step.memory.length)) return;
  budget.spend(2 * Number(length));
  ex.mem = { data: toHex(step.memory.slice(Number(offset), Number(offset + length))), off: Number(offset) };
}

function writtenMemory({ opcode, stack }: Step): MemoryRange {
  const width = MEMORY_WIDTH.get(opcode);
  if (width !== undefined) return { offset: stack.at(-1) ?? 0n, length: width };
  const operands = MEMORY_OPERANDS.get(opcode);
  if (operands === undefined) return NO_MEMORY;
  return { offset: stack.at(-1 - operands[0]) ?? 0n, length: stack.at(-1 - operands[1]) ?? 0n };
}

function stored({ opcode, stack }: Step): { key: string; val: string } | null {
  if (opcode !== OPCODE.SSTORE) return null;
  return { key: quantityHex(stack.at(-1) ?? 0n), val: quantityHex(stack.at(-2) ?? 0n) };
}
