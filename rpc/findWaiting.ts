import type { Transaction } from '../chain/transaction/transaction.ts';
import { toHex } from '../storage/encoding/bytes.ts';
import type { PoolAccess } from './context/pool.ts';

/** The transaction of the pool that this sender (20 bytes) gave this nonce; undefined where there is none. */
export function findWaiting(sender: Uint8Array, nonce: bigint, pool: PoolAccess): Transaction | undefined {
  const wanted = toHex(sender);
  for (const group of [pool.pending(), pool.queued()]) {
    for (const transactions of group.values()) {
      const transaction = transactions.find((tx) => tx.nonce === nonce && toHex(tx.sender) === wanted);
      if (transaction !== undefined) return transaction;
    }
  }
  return undefined;
}
