/** Why a block's own work (not a transaction's) makes it invalid. */
export type BlockExecutionErrorCode =
  | 'system-contract-missing'
  | 'system-call-failed'
  | 'deposit-log-invalid';

/** A block that cannot be executed to its end under the rules. */
export class BlockExecutionError extends Error {
  override readonly name = 'BlockExecutionError';
  readonly code: BlockExecutionErrorCode;

  constructor(code: BlockExecutionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
