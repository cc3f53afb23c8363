import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { consoleLine } from './consoleLine.ts';

/** Where console.sol sends its lines: `console.log` in ASCII, behind zeros. */
const CONSOLE_ADDRESS = new Uint8Array(20);
CONSOLE_ADDRESS.set(new TextEncoder().encode('console.log'), 9);

/**
 * A tracer that hands on the lines that contracts print with console.sol (Hardhat's and forge-std's), as they are
 * printed, also in frames that revert later: that is when they are needed most. It has no hook for instructions.
 */
export function createConsoleTracer(onLine: (line: string) => void): Tracer {
  return {
    skipsPrecompiles: true,
    onEnter({ to, input }) {
      if (!equalBytes(to, CONSOLE_ADDRESS)) return;
      const line = consoleLine(input);
      if (line !== undefined) onLine(line);
    },
  };
}
