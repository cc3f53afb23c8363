import type { PoolAccess } from '../chain/pool/access.ts';
import type { TransactionPool } from '../chain/pool/pool.ts';
import type { Transaction } from '../chain/transaction/transaction.ts';
import { ServerError } from '../rpc/errors.ts';
import { keccak256 } from '../storage/encoding/keccak.ts';
import { FollowError } from './follow/errors.ts';
import type { Follower } from './follow/follower.ts';
import { JournalError } from './journal/errors.ts';
import type { PoolJournal } from './journal/poolJournal.ts';

/** Where a transaction must be beside the pool before its hash is given back. */
export interface Keepers {
  readonly pool: Pick<TransactionPool, 'get' | 'remove'>;
  /** Of a node that makes no blocks: it hands transactions on to those that do. */
  readonly follower: Pick<Follower, 'submit'> | undefined;
  /** undefined: waiting transactions are forgotten with the process */
  readonly journal: Pick<PoolJournal, 'append'> | undefined;
}

/**
 * A pool whose transactions are with a node that makes blocks, and written down here, before they are acknowledged; where
 * either fails they are forgotten again. So whoever gets a hash knows that the death of a process does not lose it.
 */
export function keptPool(access: PoolAccess, { pool, follower, journal }: Keepers): PoolAccess {
  async function keep(transaction: Transaction, raw: Uint8Array, via: readonly string[]): Promise<void> {
    await follower?.submit({ hash: transaction.hash, raw }, via);
    await journal?.append({ hash: transaction.hash, raw });
  }
  return {
    ...access,
    async submitRaw(raw, signer) {
      const transaction = await access.submitRaw(raw, signer);
      try {
        await keep(transaction, raw, []);
      } catch (error) {
        pool.remove(transaction.hash);
        throw told(error);
      }
      return transaction;
    },
    async forwardRaw(raw, via) {
      // Of a blob transaction the hash is another one: it counts as new, which at worst forgets it here alone.
      const isNew = pool.get(keccak256(raw)) === undefined;
      const transaction = await access.forwardRaw(raw, via);
      if (transaction === undefined || (!isNew && follower === undefined)) return transaction;
      try {
        await keep(transaction, raw, via);
      } catch (error) {
        if (isNew) pool.remove(transaction.hash);
        if (error instanceof FollowError && error.code === 'circle') return undefined;
        throw told(error);
      }
      return transaction;
    },
  };
}

/** What the sender is told. */
function told(error: unknown): unknown {
  return error instanceof JournalError || error instanceof FollowError
    ? new ServerError(error.message)
    : error;
}
