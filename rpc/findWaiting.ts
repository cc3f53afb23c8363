import type { Transaction } from '../chain/transaction/transaction.ts';
import { toKey } from '../storage/encoding/bytes.ts';
import type { PoolAccess } from './context/pool.ts';

/** The transaction of the pool that this sender (20 bytes) gave this nonce; undefined where there is none. */
export function findWaiting(sender: Uint8Array, nonce: bigint, pool: PoolAccess): Transaction | undefined {
  const key = toKey(sender);
  const own = [...(pool.pending().get(key) ?? []), ...(pool.queued().get(key) ?? [])];
  return own.find((transaction) => transaction.nonce === nonce);
}
