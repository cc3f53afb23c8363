import type { PayloadSource } from '../context/engine.ts';
import type { PoolAccess } from '../context/pool.ts';

/** Thrown in a reader by what the writer alone has; the request is handed on to it (readerMethods.ts). */
export class NeedsWriterError extends Error {
  override readonly name = 'NeedsWriterError';
  readonly code = 'needs-writer';
  constructor() {
    super('only the writer knows');
  }
}

/** Throws NeedsWriterError. */
export function needsWriter(): never {
  throw new NeedsWriterError();
}

/** The pool as a reader has it: not at all. */
export const POOL_OF_WRITER: PoolAccess = {
  submitRaw: needsWriter,
  forwardRaw: needsWriter,
  get: needsWriter,
  pendingNonce: needsWriter,
  pending: needsWriter,
  queued: needsWriter,
  status: needsWriter,
};

/** Blocks on request as a reader has them: not at all. */
export const PAYLOADS_OF_WRITER: PayloadSource = { get: needsWriter, buildOnce: needsWriter };
