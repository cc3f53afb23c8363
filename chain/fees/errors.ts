/** Which fee query was refused: one code per message. */
export type FeeErrorCode = 'invalid-percentile' | 'beyond-head' | 'block-not-found';

/** A fee question that cannot be answered; the message is geth's. */
export class FeeError extends Error {
  override readonly name = 'FeeError';

  constructor(
    readonly code: FeeErrorCode,
    message: string,
  ) {
    super(message);
  }
}
