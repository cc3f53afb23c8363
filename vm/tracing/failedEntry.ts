import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Message } from '../engine.ts';
import type { HaltReason } from '../haltReason.ts';
import type { Tracer } from './tracer.ts';

const NO_ADDRESS = new Uint8Array(20);

/** Shows a top-level message that halts before any of its code runs, as geth's tracers see it: entered and left at once. */
export function reportFailedEntry(tracer: Tracer | undefined, message: Message, halt: HaltReason): void {
  const { caller, to, data, gas, value } = message;
  tracer?.onEnter?.({
    depth: 0,
    kind: to === undefined ? 'CREATE' : 'CALL',
    from: caller,
    to: to ?? NO_ADDRESS,
    input: data,
    gas,
    value,
    precompile: false,
  });
  tracer?.onExit?.({ depth: 0, output: EMPTY_BYTES, gasUsed: 0n, halt });
}
