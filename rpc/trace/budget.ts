import { TraceError } from './errors.ts';

/** Steps between two looks at the clock. */
const STEPS_PER_CHECK = 1024;

/**
 * Bounds the tracing of one request in time and size, shared by all its transactions. Tracers call it from their hooks;
 * what it throws ends the execution.
 */
export class TraceBudget {
  readonly #deadline: number;
  #bytesLeft: number;
  #steps = 0;

  /** `timeout` in milliseconds from now; `maxBytes` of JSON: while it is collected it takes about four times as much. */
  constructor(
    readonly timeout: number,
    private readonly maxBytes: number,
  ) {
    this.#deadline = performance.now() + timeout;
    this.#bytesLeft = maxBytes;
  }

  /** Counts an instruction or a frame. Throws TraceError 'timeout', with geth's words. */
  tick(): void {
    if (this.#steps++ % STEPS_PER_CHECK === 0) this.checkTime();
  }

  /** Throws TraceError 'timeout' when the time is over. */
  checkTime(): void {
    if (performance.now() > this.#deadline) throw traceTimeout(this.timeout);
  }

  /** Counts what was kept for the answer. Throws TraceError 'too-large'. */
  spend(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0) {
      throw new TraceError(
        'too-large',
        `trace too large: the limit is ${this.maxBytes} bytes (--rpc-trace-size); narrow it with the tracer options or onlyTopCall`,
      );
    }
  }
}

/** geth's words for a trace that took longer than `timeout` milliseconds. */
export function traceTimeout(timeout: number): TraceError {
  return new TraceError(
    'timeout',
    `execution timeout: the limit is ${timeout} ms (--rpc-call-timeout, or what the request says)`,
  );
}
