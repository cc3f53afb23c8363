import { createConsoleTracer } from '../../rpc/console/consoleTracer.ts';
import { describeRevert } from '../../rpc/console/describeRevert.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';

/** What a dev tracer reports. */
export interface DevTracerEvents {
  onLine(line: string): void;
  /** The message as a whole failed, for this reason. */
  onFailure(reason: string): void;
}

/** A tracer without hooks for instructions that reports console.log lines and why a message failed. */
export function devTracer({ onLine, onFailure }: DevTracerEvents): Tracer {
  const consoleTracer = createConsoleTracer(onLine);
  return {
    skipsPrecompiles: true,
    onEnter: (entry) => consoleTracer.onEnter?.(entry),
    onExit({ depth, halt, output }) {
      if (depth === 0 && halt !== undefined) onFailure(halt === 'revert' ? describeRevert(output) : halt);
    },
  };
}
