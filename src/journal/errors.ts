/** The journal cannot be written: a transaction that would be lost with the process is not acknowledged. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code = 'not-written';
}
