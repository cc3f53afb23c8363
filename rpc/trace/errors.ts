/** Why a trace could not be given. */
export type TraceErrorCode =
  | 'refused'
  | 'not-found'
  | 'not-traceable'
  | 'timeout'
  | 'too-large'
  | 'bad-config'
  | 'bad-block';

/** A trace that was refused or given up; the message is geth's where geth has one. */
export class TraceError extends Error {
  override readonly name = 'TraceError';

  constructor(
    readonly code: TraceErrorCode,
    message: string,
  ) {
    super(message);
  }
}
