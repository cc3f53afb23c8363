import type { PoolAccess } from '../../chain/pool/access.ts';
import type { TransactionPool } from '../../chain/pool/pool.ts';
import { ServerError } from '../../rpc/errors.ts';
import { JournalError } from './errors.ts';
import type { PoolJournal } from './poolJournal.ts';

/** The pool of a node that makes blocks: what it takes is in the journal before it is acknowledged, or forgotten again. */
export function journaledPool(
  access: PoolAccess,
  pool: Pick<TransactionPool, 'remove'>,
  journal: Pick<PoolJournal, 'append'>,
): PoolAccess {
  return {
    ...access,
    async submitRaw(raw) {
      const transaction = await access.submitRaw(raw);
      try {
        journal.append({ hash: transaction.hash, raw });
      } catch (error) {
        pool.remove(transaction.hash);
        throw error instanceof JournalError ? new ServerError(error.message) : error;
      }
      return transaction;
    },
  };
}
