/** What a chain refuses beside invalid blocks. */
export type ChainErrorCode =
  | 'genesis-missing'
  | 'genesis-mismatch'
  | 'unknown-block'
  | 'too-many-logs'
  | 'not-on-head'
  | 'fork-not-executed';

/** Base of the errors of canonical/: `code` is for programs, the message for people. */
export class ChainError extends Error {
  override readonly name: string = 'ChainError';
  constructor(
    readonly code: ChainErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A query matches more logs than one answer may hold. */
export class LogLimitError extends ChainError {
  override readonly name = 'LogLimitError';
  constructor(
    readonly limit: number,
    /** the last block whose logs all fitted; undefined when not even the first one's did */
    readonly lastWhole: bigint | undefined,
  ) {
    super('too-many-logs', `query returns more than ${limit} logs`);
  }
}
