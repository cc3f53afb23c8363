import type { Transaction } from '../transaction/transaction.ts';
import type { Header } from './header.ts';

/** A validator withdrawal (EIP-4895). */
export interface Withdrawal {
  readonly index: bigint;
  readonly validatorIndex: bigint;
  /** 20 bytes */
  readonly address: Uint8Array;
  /** gwei */
  readonly amount: bigint;
}

/** A whole block. `withdrawals` is absent before Shanghai. */
export interface Block {
  readonly header: Header;
  /** 32 bytes: keccak256 of the encoded header */
  readonly hash: Uint8Array;
  readonly transactions: readonly Transaction[];
  readonly ommers: readonly Header[];
  readonly withdrawals?: readonly Withdrawal[] | undefined;
}
