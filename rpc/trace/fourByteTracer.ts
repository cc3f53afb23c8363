import { toHex } from '../../storage/encoding/bytes.ts';
import type { FrameKind } from '../../vm/tracing/tracer.ts';
import type { CollectorFactory } from './collector.ts';

const CALLS: ReadonlySet<FrameKind> = new Set<FrameKind>(['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']);

/** geth's 4byteTracer: how often each selector was called with how many bytes of arguments (`0x27dc297e-128`). */
export const createFourByteTracer: CollectorFactory = (_config, _subject, budget) => {
  const counts = new Map<string, number>();
  return {
    hooks: {
      onEnter({ kind, input, precompile }) {
        budget.tick();
        if (input.length < 4 || precompile || !CALLS.has(kind)) return;
        const name = `${toHex(input.subarray(0, 4))}-${input.length - 4}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      },
    },
    result: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};
