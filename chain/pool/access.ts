import type { BytesKey } from '../../storage/encoding/bytes.ts';
import { decodeTransaction } from '../transaction/decode.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { TransactionPool } from './pool.ts';

/** The pool as clients use it. */
export interface PoolAccess {
  /**
   * Decodes, checks and adds. In instant mode the block with the transaction exists when this resolves. Throws
   * DecodeError, PoolError, and TransactionError where it turns out that it cannot be executed.
   */
  submitRaw(raw: Uint8Array): Promise<Transaction>;
  get(hash: Uint8Array): Transaction | undefined;
  /** The next nonce with the pool's gapless transactions counted. */
  pendingNonce(address: Uint8Array): bigint;
  /** by sender: `toKey` of the address */
  pending(): ReadonlyMap<BytesKey, readonly Transaction[]>;
  /** by sender: `toKey` of the address */
  queued(): ReadonlyMap<BytesKey, readonly Transaction[]>;
  status(): { readonly pending: number; readonly queued: number };
}

/** Whoever makes blocks of what was submitted. */
export interface SubmissionListener {
  /** Resolves when the transaction's block exists, where it is to be made at once. */
  submitted(hash: Uint8Array): Promise<void>;
}

/** The pool with block making behind it. */
export function poolAccess(pool: TransactionPool, producer: SubmissionListener): PoolAccess {
  return {
    async submitRaw(raw) {
      const transaction = decodeTransaction(raw, { sidecar: true });
      pool.add(transaction);
      await producer.submitted(transaction.hash);
      return transaction;
    },
    get: (hash) => pool.get(hash),
    pendingNonce: (address) => pool.pendingNonce(address),
    pending: () => pool.pending(),
    queued: () => pool.queued(),
    status: () => pool.status(),
  };
}
