import type { BytesKey } from '../../storage/encoding/bytes.ts';
import { verifyBlobProof, verifyCellProofs } from '../../vm/kzg.ts';
import { decodeTransaction } from '../transaction/decode.ts';
import type { BlobSidecar, Transaction } from '../transaction/transaction.ts';
import type { Arrivals } from './arrivals.ts';
import { PoolError } from './errors.ts';
import type { ModuleGate } from './moduleGate.ts';
import type { TransactionPool } from './pool.ts';

/** The pool as clients use it. */
export interface PoolAccess {
  /**
   * Decodes, checks and adds. In instant mode the block with the transaction exists when this resolves. Throws
   * DecodeError, PoolError, and TransactionError where it turns out that it cannot be executed. `signer`: of what this
   * node has signed itself; what comes from outside is never believed, its sender is recovered.
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

/**
 * The pool with block making behind it, the modules in front of it where there are any, and before these what recovers senders
 * of transactions that arrive together.
 */
export function poolAccess(
  pool: TransactionPool,
  producer: SubmissionListener,
  {
    gate,
    arrivals,
  }: { readonly gate?: ModuleGate | undefined; readonly arrivals?: Arrivals | undefined } = {},
): PoolAccess {
  async function submit(transaction: Transaction): Promise<Transaction> {
    if (transaction.sidecar !== undefined) {
      // Proofs take long to check: not before everything else is known to be right.
      pool.check(transaction);
      await proveBlobs(transaction.sidecar);
    }
    await gate?.(transaction);
    pool.add(transaction);
    await producer.submitted(transaction.hash);
    return transaction;
  }
  return {
    submitRaw: async (raw, signer) =>
      submit(decodeTransaction(raw, { sidecar: true, sender: signer ?? (await arrivals?.senderOf(raw)) })),
    async forwardRaw(raw) {
      const transaction = decodeTransaction(raw, { sidecar: true, sender: await arrivals?.senderOf(raw) });
      return pool.get(transaction.hash) ?? submit(transaction);
    },
    get: (hash) => pool.get(hash),
    pendingNonce: (address) => pool.pendingNonce(address),
    pending: () => pool.pending(),
    queued: () => pool.queued(),
    status: () => pool.status(),
  };
}

async function proveBlobs({ version, blobs, commitments, proofs }: BlobSidecar): Promise<void> {
  const proved =
    version === 0
      ? await proveEach(blobs, commitments, proofs)
      : await verifyCellProofs(blobs, commitments, proofs);
  if (!proved) throw new PoolError('blob-sidecar', undefined, "invalid blob: can't verify opening proof");
}

async function proveEach(
  blobs: readonly Uint8Array[],
  commitments: readonly Uint8Array[],
  proofs: readonly Uint8Array[],
): Promise<boolean> {
  for (const [index, blob] of blobs.entries()) {
    const [commitment, proof] = [commitments[index], proofs[index]];
    if (commitment === undefined || proof === undefined) return false;
    if (!(await verifyBlobProof(blob, commitment, proof))) return false;
  }
  return true;
}
