import type { Block } from '../../chain/block/block.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import type { MinedLog } from './chain.ts';

/** The head moved. On a reorg `removed` holds what left the chain, newest first; `added` what joined, oldest first. */
export interface HeadChange {
  readonly added: readonly Block[];
  readonly removed: readonly Block[];
  /** Logs of `removed`, newest block first, in log order inside a block. */
  readonly removedLogs: readonly MinedLog[];
}

/** What subscribers hear; each call returns the function that ends the subscription. Announced after the commit. */
export interface ChainEvents {
  onHead(listener: (change: HeadChange) => void): () => void;
  onPendingTransaction(listener: (transaction: Transaction) => void): () => void;
}
