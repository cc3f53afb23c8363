import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { TransactionSource } from '../building/build.ts';
import type { Selection } from '../pool/selection.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** The pool's selection as block building takes it, with a note of what could not be executed. */
export interface PoolSource extends TransactionSource {
  /** by hash key */
  readonly refused: ReadonlyMap<BytesKey, TransactionError>;
}

/** Offers the selection's transactions, at most `limit`. One for which the block has no room stays for the next. */
export function poolSource(selection: Selection, limit = Number.POSITIVE_INFINITY): PoolSource {
  const refused = new Map<BytesKey, TransactionError>();
  let taken = 0;
  return {
    refused,
    peek: () => (taken < limit ? selection.peek() : undefined),
    shift() {
      taken++;
      selection.shift();
    },
    pop(reason) {
      const transaction = selection.peek();
      if (transaction !== undefined && reason instanceof TransactionError) {
        refused.set(toKey(transaction.hash), reason);
      }
      selection.pop();
    },
  };
}

/** Exactly these transactions, in this order; throws the TransactionError of the first that cannot go in. */
export function strictSource(transactions: readonly Transaction[]): TransactionSource {
  return {
    ...listSource(transactions),
    pop(reason) {
      if (reason instanceof TransactionError) throw reason;
      throw new TransactionError('gas-limit-reached', `the block has no room left: ${reason}`);
    },
  };
}

/** Exactly these transactions, in this order; what cannot go in is passed over. */
export function listSource(transactions: readonly Transaction[]): TransactionSource {
  let at = 0;
  const next = () => {
    at++;
  };
  return { peek: () => transactions[at], shift: next, pop: next };
}
