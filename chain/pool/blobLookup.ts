import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { BlobSidecar, Transaction } from '../transaction/transaction.ts';

/** A blob of the pool: where it stands in its transaction's sidecar. */
export interface PooledBlob {
  readonly sidecar: BlobSidecar;
  readonly index: number;
}

/** The blob with this versioned hash, of any executable transaction in the pool. */
export function findBlob(
  pending: ReadonlyMap<unknown, readonly Transaction[]>,
  versionedHash: Uint8Array,
): PooledBlob | undefined {
  for (const transactions of pending.values()) {
    for (const { sidecar, blobHashes } of transactions) {
      if (sidecar === undefined) continue;
      const index = blobHashes.findIndex((hash) => equalBytes(hash, versionedHash));
      if (index >= 0) return { sidecar, index };
    }
  }
  return undefined;
}
