/** Why dev mode refused: one code per cause. */
export type DevErrorCode =
  | 'timestamp-too-low'
  | 'nonce-too-low'
  | 'chain-too-short'
  | 'not-impersonated'
  | 'fees-by-market'
  | 'base-fee-not-supported'
  | 'randao-not-supported'
  | 'storage-of-nothing'
  | 'dump-invalid'
  | 'value-invalid'
  | 'block-failed';

/** A development command that cannot be done; nothing was changed. */
export class DevError extends Error {
  override readonly name = 'DevError';

  constructor(
    readonly code: DevErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
