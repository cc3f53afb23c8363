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
  /** OpenEthereum's words for errors instead of geth's */
  readonly parityErrors: boolean;
  readonly includePrecompiles: boolean;
  /** A reverted creation shows its address and a self-destruct a null result, as OpenEthereum does; geth leaves both out. */
  readonly parityResults: boolean;
}

/** What was done, by whom and with what; which fields there are depends on the type. */
export interface FlatAction {
  readonly from?: string;
  readonly to?: string;
  readonly gas?: string;
  readonly value?: string;
  readonly callType?: string;
  readonly input?: string;
  readonly creationMethod?: string;
  readonly init?: string;
  readonly address?: string;
  readonly balance?: string;
  readonly refundAddress?: string;
}

/** What came of it. */
export interface FlatResult {
  readonly gasUsed: string;
  readonly output?: string;
  readonly address?: string | undefined;
  readonly code?: string;
}

/** A call in the list. */
export interface FlatFrame {
  readonly action: FlatAction;
  readonly error: string | undefined;
  readonly result: FlatResult | null | undefined;
  readonly subtraces: number;
  readonly traceAddress: readonly number[];
  readonly type: string;
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
      const options = { parityErrors: convertParityErrors, includePrecompiles, parityResults: false };
      return flatten({ ...root, gas: subject.gasLimit, gasUsed }, options).map((frame) =>
        placed(frame, subject.place),
      );
    },
  };
};

/** The frame and all calls inside it, in the order they were made. */
export function flatten(root: CallFrame, options: FlatOptions): FlatFrame[] {
  const list: FlatFrame[] = [];
  const visit = (frame: CallFrame, traceAddress: readonly number[]): void => {
    const calls = frame.calls.filter((call) => options.includePrecompiles || !isPrecompileCall(call));
    list.push(flatFrame(frame, calls.length, traceAddress, options));
    for (const [index, call] of calls.entries()) visit(call, [...traceAddress, index]);
  };
  visit(root, []);
  return list;
}

/** A call with its place in the chain. */
export interface PlacedFrame extends FlatFrame {
  readonly blockHash: string | null;
  readonly blockNumber: number;
  readonly transactionHash: string | null;
  readonly transactionPosition: number;
}

/** The call with its place in the chain, in the order of geth's fields. */
export function placed(frame: FlatFrame, place: TracePlace | undefined): PlacedFrame {
  return {
    action: frame.action,
    blockHash: place === undefined ? null : toHex(place.blockHash),
    blockNumber: place === undefined ? 0 : Number(place.blockNumber),
    error: frame.error,
    result: frame.result,
    subtraces: frame.subtraces,
    traceAddress: frame.traceAddress,
    transactionHash: place === undefined ? null : toHex(place.transactionHash),
    transactionPosition: place?.transactionIndex ?? 0,
    type: frame.type,
  };
}

/** Calls of precompiles are no calls in Parity's view. */
function isPrecompileCall({ kind, precompile }: CallFrame): boolean {
  return precompile && (kind === 'CALL' || kind === 'STATICCALL');
}

function flatFrame(
  frame: CallFrame,
  subtraces: number,
  traceAddress: readonly number[],
  options: FlatOptions,
): FlatFrame {
  const { halt, fault, kind } = frame;
  const parityError = halt !== undefined && options.parityErrors ? PARITY_ERRORS[halt] : undefined;
  // Of the failed ones only a revert leaves data worth showing.
  const hasResult = kind !== 'SELFDESTRUCT' && (halt === undefined || halt === 'revert');
  return {
    action: action(frame),
    error: halt === undefined ? undefined : (parityError ?? haltText(halt, fault)),
    result: hasResult
      ? result(frame, options)
      : options.parityResults && kind === 'SELFDESTRUCT'
        ? null
        : undefined,
    subtraces,
    traceAddress,
    type: typeName(frame),
  };
}

function typeName({ kind }: CallFrame): string {
  if (kind === 'SELFDESTRUCT') return 'suicide';
  return kind === 'CREATE' || kind === 'CREATE2' ? 'create' : 'call';
}

function action(frame: CallFrame): FlatAction {
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

function result({ kind, to, gasUsed, output, halt }: CallFrame, { parityResults }: FlatOptions): FlatResult {
  if (kind !== 'CREATE' && kind !== 'CREATE2')
    return { gasUsed: quantityHex(gasUsed), output: toHex(output) };
  return {
    address: halt === undefined || parityResults ? toHex(to) : undefined,
    code: toHex(output),
    gasUsed: quantityHex(gasUsed),
  };
}
