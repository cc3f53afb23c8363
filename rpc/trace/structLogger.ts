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
import { JsonText } from '../jsonText.ts';
import { AsciiWriter } from './asciiWriter.ts';
import type { TraceBudget } from './budget.ts';
import type { TraceCollector } from './collector.ts';
import { haltText } from './haltText.ts';
import { OPCODE, opcodeName } from './opcodes.ts';
import { StackWriter } from './stackWriter.ts';

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

/** Gas that SSTORE must find left (EIP-2200). */
const SENTRY_GAS = 2300;

/**
 * geth's default tracer: every instruction with gas and stack and, at SLOAD and SSTORE, the slots of the contract seen so
 * far. Steps are written as text at once: a trace has thousands that are much alike.
 */
export function createStructLogger(
  config: StructLoggerConfig,
  state: StateReader,
  budget: TraceBudget,
): TraceCollector {
  const writer = new AsciiWriter();
  const stacks = new StackWriter(writer);
  const seen: SeenSlots = new Map();
  const limit = config.limit ?? 0;
  let size = 0;
  return {
    hooks: {
      onStep(step) {
        budget.tick();
        if (limit > 0 && size > limit) return;
        if (size > 0) writer.text(',');
        const start = writer.size;
        const storage = config.disableStorage ? undefined : slotsAt(step, seen, state);
        writeStep(step, config, { writer, stacks, storage });
        const written = writer.size - start;
        budget.spend(written);
        size += written;
      },
    },
    result({ result, gasUsed }) {
      const { halt, returnData } = result;
      const returnValue = halt === undefined || halt === 'revert' ? toHex(returnData) : '0x';
      const outcome = `"gas":${Number(gasUsed)},"failed":${halt !== undefined},"returnValue":"${returnValue}"`;
      return new JsonText(`{${outcome},"structLogs":[`, writer.finish(), ']}');
    },
  };
}

/** One step as geth prints it. */
function writeStep(
  step: Step,
  { disableStack, enableReturnData, enableMemory }: StructLoggerConfig,
  to: {
    readonly writer: AsciiWriter;
    readonly stacks: StackWriter;
    /** JSON of the slots, at a step that shows them */
    readonly storage: string | undefined;
  },
): void {
  const { writer, stacks, storage } = to;
  const { error, returnData } = step;
  writer.text('{"pc":');
  writer.number(step.pc);
  writer.text(',"op":"');
  writer.text(opcodeName(step.opcode, step.name));
  writer.text('","gas":');
  writer.number(step.gas);
  writer.text(',"gasCost":');
  writer.number(step.cost);
  writer.text(',"depth":');
  writer.number(step.depth + 1);
  if (error !== undefined) writer.text(`,"error":${JSON.stringify(haltText(error, faultOf(step)))}`);
  if (!disableStack) {
    writer.text(',"stack":');
    stacks.write(step);
  }
  if (enableReturnData && returnData.length > 0) writer.text(`,"returnData":"${toHex(returnData)}"`);
  if (enableMemory && step.memory.length > 0) writer.text(`,"memory":${memoryWords(step.memory)}`);
  if (storage !== undefined) writer.text(`,"storage":${storage}`);
  if (step.refund !== 0) writer.text(`,"refund":${step.refund}`);
  writer.text('}');
}

function faultOf({ opcode, gas, stack }: Step): Fault {
  return {
    opcode,
    stackSize: stack.length,
    reentrancySentry: opcode === OPCODE.SSTORE && gas <= SENTRY_GAS,
    memoryOverflow: memoryOverflow(opcode, (place) => stack.at(-1 - place) ?? 0n),
  };
}

/** Slots read or written so far, by contract; keys and values are 32-byte hex. */
type SeenSlots = Map<BytesKey, Map<string, string>>;

/** Notes the slot that this step reads or is about to write, and gives all of the contract's in order, as JSON. */
function slotsAt(step: Step, seen: SeenSlots, state: StateReader): string | undefined {
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
  return JSON.stringify(Object.fromEntries([...slots].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Memory in 32-byte words, the last one filled up with zeros, as JSON. */
function memoryWords(memory: Uint8Array): string {
  const digits = toHexString(memory);
  const words: string[] = [];
  for (let at = 0; at < digits.length; at += 64)
    words.push(`"0x${digits.slice(at, at + 64).padEnd(64, '0')}"`);
  return `[${words}]`;
}
