import type { PoolAccess } from '../../chain/pool/access.ts';
import type { TransactionPool } from '../../chain/pool/pool.ts';
import { ServerError } from '../../rpc/errors.ts';
import { FollowError } from './errors.ts';
import type { Follower } from './follower.ts';

/**
 * The pool of a node that makes no blocks: what it takes is handed on before it is acknowledged, and forgotten again where
 * nobody takes it. So whoever gets a hash knows that a node which makes blocks has the transaction.
 */
export function forwardingPool(
  access: PoolAccess,
  pool: TransactionPool,
  follower: Pick<Follower, 'submit'>,
): PoolAccess {
  return {
    ...access,
    async submitRaw(raw) {
      const transaction = await access.submitRaw(raw);
      try {
        await follower.submit({ raw });
      } catch (error) {
        pool.remove(transaction.hash);
        throw error instanceof FollowError ? new ServerError(error.message) : error;
      }
      return transaction;
    },
  };
}
