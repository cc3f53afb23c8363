import { Type } from '@sinclair/typebox';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from '../format/hex.ts';
import { type CallFrame, collectFrames } from './callFrames.ts';
import type { CollectorFactory, TracePlace } from './collector.ts';
import { readTracerConfig } from './config.ts';
import { haltText } from './haltText.ts';

const FlatCallTracerConfig = Type.Object({
  convertParityErrors: Type.Optional(Type.Boolean()),
  includePrecompiles: Type.Optional(Type.Boolean()),
});

/** How calls are listed. */
export interface FlatOptions {
  readonly convertParityErrors: boolean;
  readonly includePrecompiles: boolean;
}

/** Parity's words for halts, where it has its own. */
const PARITY_ERRORS: Partial<Record<NonNullable<CallFrame['halt']>, string>> = {
  revert: 'Reverted',
  'out of gas': 'Out of gas',
  'code store out of gas': 'Out of gas',
  'max code size exceeded': 'Out of gas',
  'invalid jump destination': 'Bad jump destination',
  'return data out of bounds': 'Out of bounds',
  'stack overflow': 'Out of stack',
  'stack underflow': 'Stack underflow',
  'invalid opcode': 'Bad instruction',
  'precompile failed': 'Built-in failed',
};

/** geth's flatCallTracer: the calls as a list, each with its place in the tree, as OpenEthereum's trace_* give them. */
export const createFlatCallTracer: CollectorFactory = (config, subject, budget) => {
  const { convertParityErrors = false, includePrecompiles = false } = readTracerConfig(
    FlatCallTracerConfig,
    config,
  );
  const frames = collectFrames({ onlyTopCall: false, withLogs: false, firstLogIndex: 0 }, budget);
  return {
    hooks: frames.hooks,
    result({ gasUsed }) {
      const root = frames.root();
      if (root === undefined) return [];
      return flatten({ ...root, gas: subject.gasLimit, gasUsed }, subject.place, {
        convertParityErrors,
        includePrecompiles,
      });
    },
  };
};

/** The frame and all calls inside it, in the order they were made. */
export function flatten(root: CallFrame, place: TracePlace | undefined, options: FlatOptions): object[] {
  const list: object[] = [];
  const visit = (frame: CallFrame, traceAddress: readonly number[]): void => {
    const calls = frame.calls.filter((call) => options.includePrecompiles || !isPrecompileCall(call));
    list.push({ ...flatFrame(frame, calls.length, traceAddress, place, options) });
    for (const [index, call] of calls.entries()) visit(call, [...traceAddress, index]);
  };
  visit(root, []);
  return list;
}

/** Calls of precompiles are no calls in Parity's view. */
function isPrecompileCall({ kind, precompile }: CallFrame): boolean {
  return precompile && (kind === 'CALL' || kind === 'STATICCALL');
}

function flatFrame(
  frame: CallFrame,
  subtraces: number,
  traceAddress: readonly number[],
  place: TracePlace | undefined,
  options: FlatOptions,
): object {
  const { halt } = frame;
  const parityError = halt !== undefined && options.convertParityErrors ? PARITY_ERRORS[halt] : undefined;
  // Only a revert leaves data worth showing.
  const hasResult = frame.kind !== 'SELFDESTRUCT' && (halt === undefined || halt === 'revert');
  return {
    action: action(frame),
    blockHash: place === undefined ? null : toHex(place.blockHash),
    blockNumber: place === undefined ? 0 : Number(place.blockNumber),
    error: halt === undefined ? undefined : (parityError ?? haltText(halt, frame.fault)),
    result: hasResult ? result(frame) : undefined,
    subtraces,
    traceAddress,
    transactionHash: place === undefined ? null : toHex(place.transactionHash),
    transactionPosition: place?.transactionIndex ?? 0,
    type: typeName(frame),
  };
}

function typeName({ kind }: CallFrame): string {
  if (kind === 'SELFDESTRUCT') return 'suicide';
  return kind === 'CREATE' || kind === 'CREATE2' ? 'create' : 'call';
}

function action(frame: CallFrame): object {
  const { kind, from, to, gas, value, input } = frame;
  switch (kind) {
    case 'SELFDESTRUCT':
      return { address: toHex(from), balance: quantityHex(value), refundAddress: toHex(to) };
    case 'CREATE':
    case 'CREATE2':
      return {
        creationMethod: kind.toLowerCase(),
        from: toHex(from),
        gas: quantityHex(gas),
        init: toHex(input),
        value: quantityHex(value),
      };
    default:
      return {
        callType: kind.toLowerCase(),
        from: toHex(from),
        gas: quantityHex(gas),
        input: toHex(input),
        to: toHex(to),
        value: quantityHex(value),
      };
  }
}

function result({ kind, to, gasUsed, output, halt }: CallFrame): object {
  if (kind === 'CREATE' || kind === 'CREATE2') {
    return {
      address: halt === undefined ? toHex(to) : undefined,
      code: toHex(output),
      gasUsed: quantityHex(gasUsed),
    };
  }
  return { gasUsed: quantityHex(gasUsed), output: toHex(output) };
}
