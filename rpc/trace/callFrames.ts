import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { HaltReason } from '../../vm/haltReason.ts';
import type { Log } from '../../vm/log.ts';
import type { FrameExit, FrameKind, Tracer } from '../../vm/tracing/tracer.ts';
import type { TraceBudget } from './budget.ts';

/** A call as it happened, with the calls made inside it. */
export interface CallFrame {
  readonly kind: FrameKind;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly input: Uint8Array;
  /** gas the frame was given */
  readonly gas: bigint;
  readonly value: bigint;
  readonly precompile: boolean;
  readonly calls: CallFrame[];
  readonly logs: FrameLog[];
  gasUsed: bigint;
  output: Uint8Array;
  halt: HaltReason | undefined;
  fault: FrameExit['fault'];
}

/** A log as a frame emitted it. */
export interface FrameLog {
  readonly log: Log;
  /** in the block, as far as earlier logs have not been reverted */
  readonly index: number;
  /** calls that the frame had made before */
  readonly position: number;
}

/** What the frame collector is to keep. */
export interface FrameOptions {
  readonly onlyTopCall: boolean;
  readonly withLogs: boolean;
  /** logs in the block before this transaction */
  readonly firstLogIndex: number;
}

/** Bytes of JSON of a frame or log without its data. */
const FRAME_BYTES = 300;

/** Hooks that build the tree of calls; callTracer and flatCallTracer print it in their ways. */
export function collectFrames(
  options: FrameOptions,
  budget: TraceBudget,
): { readonly hooks: Tracer; root(): CallFrame | undefined } {
  const open: CallFrame[] = [];
  const logCounts: number[] = [];
  let root: CallFrame | undefined;
  let logIndex = options.firstLogIndex;

  const keeps = (depth: number): boolean => depth === 0 || !options.onlyTopCall;

  return {
    root: () => root,
    hooks: {
      onEnter({ depth, kind, from, to, input, gas, value, precompile }) {
        budget.tick();
        logCounts.push(logIndex);
        if (!keeps(depth)) return;
        budget.spend(FRAME_BYTES + 2 * input.length);
        const frame: CallFrame = {
          kind,
          from: from.slice(),
          to: to.slice(),
          input: input.slice(),
          gas,
          value,
          precompile,
          calls: [],
          logs: [],
          gasUsed: 0n,
          output: EMPTY_BYTES,
          halt: undefined,
          fault: undefined,
        };
        open.at(-1)?.calls.push(frame);
        root ??= frame;
        open.push(frame);
      },
      onExit({ depth, output, gasUsed, halt, fault }) {
        const logsBefore = logCounts.pop();
        if (halt !== undefined && logsBefore !== undefined) logIndex = logsBefore;
        if (!keeps(depth)) return;
        const frame = open.pop();
        if (frame === undefined) return;
        frame.gasUsed = gasUsed;
        frame.halt = halt;
        frame.fault = fault;
        if (halt === undefined || halt === 'revert') frame.output = output.slice();
        budget.spend(2 * frame.output.length);
        if (halt !== undefined) dropLogs(frame);
      },
      onLog(log, depth) {
        const index = logIndex++;
        const frame = open.at(-1);
        if (!options.withLogs || !keeps(depth) || frame === undefined) return;
        budget.spend(FRAME_BYTES + 2 * log.data.length);
        frame.logs.push({ log, index, position: frame.calls.length });
      },
    },
  };
}

/** A failed frame leaves no logs, nor do the calls made inside it. */
function dropLogs(frame: CallFrame): void {
  frame.logs.length = 0;
  for (const call of frame.calls) dropLogs(call);
}
