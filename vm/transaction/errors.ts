/**
 * Why a transaction cannot be part of a block (or a call cannot be made). Each is one of geth's errors, but for the last
 * three: those are of chains with XAI's modules.
 */
export type TransactionErrorCode =
  | 'tx-type-not-supported'
  | 'nonce-too-low'
  | 'nonce-too-high'
  | 'nonce-max'
  | 'sender-not-eoa'
  | 'gas-limit-too-high'
  | 'gas-limit-reached'
  | 'fee-overflow'
  | 'tip-above-fee-cap'
  | 'fee-cap-too-low'
  | 'insufficient-funds'
  | 'intrinsic-gas'
  | 'floor-gas'
  | 'initcode-too-large'
  | 'blob-create'
  | 'blob-hashes-missing'
  | 'blob-too-many'
  | 'blob-hash-version'
  | 'blob-fee-cap-too-low'
  | 'blob-gas-limit-reached'
  | 'set-code-create'
  | 'set-code-empty-list'
  | 'contracts-disabled'
  | 'denied-by-module'
  | 'hook-gas-limit-reached';

/** A transaction that the rules or the state refuse. Where geth has the error the message is geth's, word for word; nothing was changed. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError';
  readonly code: TransactionErrorCode;

  constructor(code: TransactionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
