/** Why a fork choice or a payload was refused, beside being invalid. */
export type ForkChoiceErrorCode = 'invalid-state' | 'invalid-attributes' | 'unknown-payload';

/** A request of a consensus client that cannot be done; the codes are those of the Engine API. */
export class ForkChoiceError extends Error {
  override readonly name = 'ForkChoiceError';

  constructor(
    readonly code: ForkChoiceErrorCode,
    message: string,
  ) {
    super(message);
  }
}
