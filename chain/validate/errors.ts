import { toHex } from '../../storage/encoding/bytes.ts';

/** The rule that a block breaks. */
export type BlockRule =
  | 'unknown-parent'
  | 'invalid-ancestor'
  | 'number'
  | 'timestamp'
  | 'extra-data'
  | 'gas-limit'
  | 'gas-used'
  | 'difficulty'
  | 'nonce'
  | 'dao-extra-data'
  | 'base-fee'
  | 'withdrawals'
  | 'blob-gas-used'
  | 'excess-blob-gas'
  | 'beacon-root'
  | 'requests-hash'
  | 'block-size'
  | 'transactions-root'
  | 'ommers-hash'
  | 'ommers'
  | 'withdrawals-root'
  | 'signature'
  | 'transaction'
  | 'system-transaction'
  | 'system-call'
  | 'receipts-root'
  | 'logs-bloom'
  | 'state-root';

/** What identifies a refused block. */
export interface BlockIdentity {
  readonly number: bigint;
  readonly hash: Uint8Array;
}

/** A block that is not valid. `code` names the rule; the message says what was found and what the rule wants. */
export class BlockError extends Error {
  override readonly name = 'BlockError';
  readonly number: bigint;
  readonly hash: Uint8Array;

  constructor(
    readonly code: BlockRule,
    block: BlockIdentity,
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`block ${block.number} (${toHex(block.hash)}): ${code}: ${problem}`, options);
    this.number = block.number;
    this.hash = block.hash;
  }
}
