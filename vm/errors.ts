/** What can end an execution other than its own code. */
export type ExecutionErrorCode = 'execution-timeout' | 'engine-failure';

/** An execution that did not come to its end; nothing of it is left in the state. */
export class ExecutionError extends Error {
  override readonly name: string = 'ExecutionError';
  readonly code: ExecutionErrorCode;

  constructor(code: ExecutionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The wall-clock bound of a call has passed. */
export class ExecutionTimeoutError extends ExecutionError {
  override readonly name = 'ExecutionTimeoutError';

  /** `timeout`: milliseconds that it had; undefined where only the end was told */
  constructor(timeout?: number) {
    const given = timeout === undefined ? '' : ` = ${timeout / 1000}s`;
    super('execution-timeout', `execution aborted (timeout${given})`);
  }
}
