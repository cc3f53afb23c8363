import { Type } from '@sinclair/typebox';
import {
  type BytesKey,
  bigIntToFixedBytes,
  padLeft,
  toHex,
  toHexString,
  toKey,
} from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { memoryOverflow } from '../../vm/tracing/memoryOverflow.ts';
import type { Fault, Step } from '../../vm/tracing/tracer.ts';
import type { TraceBudget } from './budget.ts';
import type { TraceCollector } from './collector.ts';
import { haltText } from './haltText.ts';
import { OPCODE, opcodeName } from './opcodes.ts';

const Flag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]));

/** geth's options of the struct logger; they stand among the trace options themselves. */
export const StructLoggerOptions = {
  disableStack: Flag,
  disableStorage: Flag,
  enableMemory: Flag,
  enableReturnData: Flag,
  limit: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
};

/** The options, read. */
export interface StructLoggerConfig {
  readonly disableStack?: boolean | null | undefined;
  readonly disableStorage?: boolean | null | undefined;
  readonly enableMemory?: boolean | null | undefined;
  readonly enableReturnData?: boolean | null | undefined;
  /** bytes of output after which no step is added; 0: all steps */
  readonly limit?: number | null | undefined;
}

/** One step as geth prints it; undefined fields are not printed. */
interface StructLog {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly gasCost: number;
  readonly depth: number;
  readonly error: string | undefined;
  readonly stack: readonly string[] | undefined;
  readonly returnData: string | undefined;
  readonly memory: readonly string[] | undefined;
  readonly storage: Readonly<Record<string, string>> | undefined;
  readonly refund: number | undefined;
}

/** Gas that SSTORE must find left (EIP-2200). */
const SENTRY_GAS = 2300;

/** Bytes of JSON of a step without its lists, and of a 32-byte word in a list: estimates for the budget. */
const ENTRY_BYTES = 80;
const WORD_BYTES = 69;
/** Bytes of JSON that a text in a list takes beside its own. */
const TEXT_BYTES = 3;

/**
 * geth's default tracer: every instruction with gas and stack and, at SLOAD and SSTORE, the slots of the contract seen so
 * far. Only what the options ask for is copied.
 */
export function createStructLogger(
  config: StructLoggerConfig,
  state: StateReader,
  budget: TraceBudget,
): TraceCollector {
  const logs: StructLog[] = [];
  const seen: SeenSlots = new Map();
  const words = new StackWords();
  const limit = config.limit ?? 0;
  let size = 0;
  return {
    hooks: {
      onStep(step) {
        budget.tick();
        if (limit > 0 && size > limit) return;
        const storage = config.disableStorage ? undefined : slotsAt(step, seen, state);
        const stack = config.disableStack ? undefined : words.of(step.stack);
        const log = structLog(step, config, stack, storage);
        logs.push(log);
        budget.spend(weight(log) + (stack === undefined ? 0 : words.size));
        if (limit > 0) size += JSON.stringify(log).length;
      },
    },
    result: ({ result, gasUsed }) => ({
      gas: Number(gasUsed),
      failed: result.halt !== undefined,
      returnValue: result.halt === undefined || result.halt === 'revert' ? toHex(result.returnData) : '0x',
      structLogs: logs,
    }),
  };
}

function structLog(
  step: Step,
  config: StructLoggerConfig,
  stack: StructLog['stack'],
  storage: StructLog['storage'],
): StructLog {
  return {
    pc: step.pc,
    op: opcodeName(step.opcode, step.name),
    gas: step.gas,
    gasCost: step.cost,
    depth: step.depth + 1,
    error: step.error === undefined ? undefined : haltText(step.error, faultOf(step)),
    stack,
    returnData: config.enableReturnData && step.returnData.length > 0 ? toHex(step.returnData) : undefined,
    memory: config.enableMemory && step.memory.length > 0 ? memoryWords(step.memory) : undefined,
    storage,
    refund: step.refund === 0 ? undefined : step.refund,
  };
}

function faultOf({ opcode, gas, stack }: Step): Fault {
  return {
    opcode,
    stackSize: stack.length,
    reentrancySentry: opcode === OPCODE.SSTORE && gas <= SENTRY_GAS,
    memoryOverflow: memoryOverflow(opcode, (place) => stack.at(-1 - place) ?? 0n),
  };
}

/** Stacks as texts. An instruction changes a few items: the others keep the texts that the step before had for them. */
class StackWords {
  readonly #values: bigint[] = [];
  readonly #texts: string[] = [];
  /** bytes of JSON of the texts given last */
  size = 0;

  of(stack: readonly bigint[]): string[] {
    const values = this.#values;
    const texts = this.#texts;
    const { length } = stack;
    while (values.length > length) {
      values.pop();
      this.size -= (texts.pop() ?? '').length + TEXT_BYTES;
    }
    for (let i = 0; i < length; i++) {
      const value = stack[i] ?? 0n;
      if (values[i] === value) continue;
      const text = `0x${value.toString(16)}`;
      this.size += text.length + TEXT_BYTES - (i < values.length ? (texts[i] ?? '').length + TEXT_BYTES : 0);
      values[i] = value;
      texts[i] = text;
    }
    return texts.slice();
  }
}

/** Slots read or written so far, by contract; keys and values are 32-byte hex. */
type SeenSlots = Map<BytesKey, Map<string, string>>;

/** Notes the slot that this step reads or is about to write, and gives all of the contract's in order. */
function slotsAt(step: Step, seen: SeenSlots, state: StateReader): Record<string, string> | undefined {
  if (step.opcode !== OPCODE.SLOAD && step.opcode !== OPCODE.SSTORE) return undefined;
  const slot = step.stack.at(-1);
  const written = step.stack.at(-2);
  if (slot === undefined) return undefined;
  const key = bigIntToFixedBytes(slot, 32);
  let value: Uint8Array;
  if (step.opcode === OPCODE.SLOAD) value = padLeft(state.slot(step.address, key), 32);
  else if (written !== undefined) value = bigIntToFixedBytes(written, 32);
  else return undefined;

  const contract = toKey(step.address);
  const slots = seen.get(contract) ?? new Map<string, string>();
  seen.set(contract, slots);
  slots.set(toHex(key), toHex(value));
  return Object.fromEntries([...slots].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Memory in 32-byte words, the last one filled up with zeros. */
function memoryWords(memory: Uint8Array): string[] {
  const words: string[] = [];
  for (let offset = 0; offset < memory.length; offset += 32) {
    words.push(`0x${toHexString(memory.subarray(offset, offset + 32)).padEnd(64, '0')}`);
  }
  return words;
}

/** Bytes of JSON of a step, about, without its stack. */
function weight(log: StructLog): number {
  const slots = log.storage === undefined ? 0 : Object.keys(log.storage).length;
  const words = (log.memory?.length ?? 0) + 2 * slots;
  return ENTRY_BYTES + words * WORD_BYTES + (log.returnData?.length ?? 0);
}
