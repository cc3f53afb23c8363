import { equalBytes, toHex } from '../../storage/encoding/bytes.ts';
import type { FrameKind } from '../../vm/tracing/tracer.ts';
import { quantityHex } from '../format/hex.ts';
import { type CallFrame, collectFrames } from './callFrames.ts';
import type { MakeCollector } from './run.ts';

const FRAMES = { onlyTopCall: false, withLogs: false, firstLogIndex: 0 } as const;

/** Calls that carry no value of their own. */
const WITHOUT_VALUE: ReadonlySet<FrameKind> = new Set<FrameKind>(['DELEGATECALL', 'STATICCALL']);

/** Otterscan's numbers for what moves value inside a transaction. */
const OPERATION: Partial<Record<FrameKind, number>> = { CALL: 0, SELFDESTRUCT: 1, CREATE: 2, CREATE2: 3 };

/** The calls of a transaction as ots_traceTransaction lists them: with their depths, without precompiles. */
export const otterscanEntries: MakeCollector = (_subject, budget) => {
  const frames = collectFrames(FRAMES, budget);
  return { hooks: frames.hooks, result: () => entriesOf(frames.root(), 0) };
};

function entriesOf(frame: CallFrame | undefined, depth: number): object[] {
  if (frame === undefined || (frame.precompile && depth > 0)) return [];
  const { kind, from, to, value, input, output } = frame;
  const entry = {
    type: kind,
    depth,
    from: toHex(from),
    to: toHex(to),
    value: WITHOUT_VALUE.has(kind) ? null : quantityHex(value),
    input: toHex(input),
    output: toHex(output),
  };
  return [entry, ...frame.calls.flatMap((call) => entriesOf(call, depth + 1))];
}

/** What calls inside a transaction moved, made or destroyed, as ots_getInternalOperations lists it. */
export const internalOperations: MakeCollector = (_subject, budget) => {
  const operations: object[] = [];
  return {
    hooks: {
      onEnter({ depth, kind, from, to, value }) {
        budget.tick();
        const type = OPERATION[kind];
        if (depth === 0 || type === undefined || (kind === 'CALL' && value === 0n)) return;
        budget.spend(150);
        operations.push({ type, from: toHex(from), to: toHex(to), value: quantityHex(value) });
      },
    },
    result: () => operations,
  };
};

/** Whether a transaction, or a call inside it, came from the address or went to it. */
export function touches(address: Uint8Array): MakeCollector {
  return (_subject, budget) => {
    let found = false;
    return {
      hooks: {
        onEnter({ from, to }) {
          budget.tick();
          found ||= equalBytes(from, address) || equalBytes(to, address);
        },
      },
      result: () => found,
    };
  };
}

/** Who made the contract in this transaction: 20 bytes, or undefined where the transaction did not make it for good. */
export function creatorOf(contract: Uint8Array): MakeCollector {
  return (_subject, budget) => {
    const frames = collectFrames(FRAMES, budget);
    return { hooks: frames.hooks, result: () => creatorIn(frames.root(), contract) };
  };
}

function creatorIn(frame: CallFrame | undefined, contract: Uint8Array): Uint8Array | undefined {
  if (frame === undefined || frame.halt !== undefined) return undefined;
  const isCreation = frame.kind === 'CREATE' || frame.kind === 'CREATE2';
  if (isCreation && equalBytes(frame.to, contract)) return frame.from;
  for (const call of frame.calls) {
    const creator = creatorIn(call, contract);
    if (creator !== undefined) return creator;
  }
  return undefined;
}
