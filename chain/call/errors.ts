/** Why a call was refused before or after it ran. */
export type CallErrorCode =
  | 'fee-conflict'
  | 'chain-id'
  | 'precompile-move'
  | 'state-conflict'
  | 'refused'
  | 'insufficient-funds-for-transfer'
  | 'insufficient-funds'
  | 'gas-exceeds-allowance'
  | 'gas-exceeds-cap'
  | 'halted'
  | 'block-unknown'
  | 'state-edited';

/** A call that cannot be made, or an estimate that has no answer. The message is geth's. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    readonly code: CallErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The call to be estimated reverts whatever gas it is given. */
export class ExecutionRevertedError extends Error {
  override readonly name = 'ExecutionRevertedError';
  readonly code = 'execution-reverted';

  constructor(readonly returnData: Uint8Array) {
    super('execution reverted');
  }
}
