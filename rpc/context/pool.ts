import type { Transaction } from '../../chain/transaction/transaction.ts';

/** The transaction pool as methods see it. */
export interface PoolAccess {
  /**
   * Decodes, checks and adds; in instant mode the block exists when this resolves. `signer` (20 bytes) only for what this node
   * has signed itself: others' senders are recovered. Throws PoolError or TransactionError.
   */
  submitRaw(raw: Uint8Array, signer?: Uint8Array): Promise<Transaction>;
  /**
   * As submitRaw for a transaction that was handed on by the nodes `via`; one that waits already is taken too. Undefined where
   * all who could take it are among these nodes.
   */
  forwardRaw(raw: Uint8Array, via: readonly string[]): Promise<Transaction | undefined>;
  get(hash: Uint8Array): Transaction | undefined;
  /** The next nonce with the pool's gapless transactions counted. */
  pendingNonce(address: Uint8Array): bigint;
  pending(): ReadonlyMap<string, readonly Transaction[]>;
  queued(): ReadonlyMap<string, readonly Transaction[]>;
  status(): { readonly pending: number; readonly queued: number };
}
