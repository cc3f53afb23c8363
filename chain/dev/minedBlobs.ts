import { type BytesKey, equalBytes, toKey } from '../../storage/encoding/bytes.ts';
import { type PoolHeadChange, unmined } from '../pool/headChange.ts';
import type { BlobSidecar } from '../transaction/transaction.ts';

/** Bytes of all blobs kept: 512 of them. */
const MINED_BLOB_BYTES = 64 * 1024 * 1024;

/** The blobs of one mined transaction, in the order in which it names them. */
interface KeptBlobs {
  /** 32 bytes each */
  readonly hashes: readonly Uint8Array[];
  readonly blobs: readonly Uint8Array[];
}

/**
 * Blobs of mined transactions, which neither blocks nor the pool hold: those of the newest, as far as there is room. In memory;
 * only dev mode keeps any.
 */
export class MinedBlobs {
  readonly #byTransaction = new Map<BytesKey, KeptBlobs>();
  #bytes = 0;

  /** `limit`: bytes */
  constructor(private readonly limit = MINED_BLOB_BYTES) {}

  /** Follows a new head; `sidecarOf` finds what the pool has of a transaction while it has not heard of that head. */
  onHead(change: PoolHeadChange, sidecarOf: (hash: Uint8Array) => BlobSidecar | undefined): void {
    for (const { hash } of unmined(change)) this.#forget(toKey(hash));
    for (const { hash, blobHashes } of change.added.flatMap(({ transactions }) => transactions)) {
      const sidecar = blobHashes.length === 0 ? undefined : sidecarOf(hash);
      if (sidecar !== undefined) this.#keep(toKey(hash), { hashes: blobHashes, blobs: sidecar.blobs });
    }
  }

  /** Those of a transaction; undefined where none are kept. */
  ofTransaction(hash: Uint8Array): readonly Uint8Array[] | undefined {
    return this.#byTransaction.get(toKey(hash))?.blobs;
  }

  /** The one with this versioned hash; undefined where it is not kept. */
  withHash(versionedHash: Uint8Array): Uint8Array | undefined {
    for (const { hashes, blobs } of this.#byTransaction.values()) {
      const index = hashes.findIndex((hash) => equalBytes(hash, versionedHash));
      if (index >= 0) return blobs[index];
    }
    return undefined;
  }

  #keep(transaction: BytesKey, kept: KeptBlobs): void {
    this.#byTransaction.set(transaction, kept);
    this.#bytes += bytesOf(kept);
    for (const oldest of this.#byTransaction.keys()) {
      if (this.#bytes <= this.limit) return;
      this.#forget(oldest);
    }
  }

  #forget(transaction: BytesKey): void {
    const kept = this.#byTransaction.get(transaction);
    if (kept === undefined) return;
    this.#bytes -= bytesOf(kept);
    this.#byTransaction.delete(transaction);
  }
}

function bytesOf({ blobs }: KeptBlobs): number {
  return blobs.reduce((sum, { length }) => sum + length, 0);
}
