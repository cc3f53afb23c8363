import type { HeadChange } from '../../chain/canonical/events.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';

/** What subscribers hear; each call returns the function that ends the subscription. Announced after the commit. */
export interface ChainEvents {
  onHead(listener: (change: HeadChange) => void): () => void;
  onPendingTransaction(listener: (transaction: Transaction) => void): () => void;
}
