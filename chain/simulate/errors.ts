/** Why a simulation cannot be done as asked. */
export type SimulationErrorCode =
  | 'too-many-blocks'
  | 'too-many-calls'
  | 'block-number-order'
  | 'block-timestamp-order'
  | 'block-gas-limit'
  | 'call-refused';

/** A simulation that was refused; the texts are geth's. For `call-refused` the `cause` is the TransactionError. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';

  constructor(
    readonly code: SimulationErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
