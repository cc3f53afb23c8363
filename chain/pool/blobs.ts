import { equalBytes } from '../../storage/encoding/bytes.ts';
import { sha256 } from '../../storage/encoding/sha256.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { transactionBlobLimit } from '../../vm/transaction/limits.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { PoolError } from './errors.ts';

const VERSIONED_HASH_VERSION = 0x01;
const BLOB_BYTES = 131_072;
const POINT_BYTES = 48;
/** Proofs of one blob in a version 1 sidecar. */
const CELLS_PER_BLOB = 128;

/** Checks what a blob transaction says of its blobs, without their proofs (EIP-4844). Throws PoolError. */
export function checkBlobs(transaction: Transaction, rules: Rules): void {
  const count = transaction.blobHashes.length;
  if (count === 0) throw new PoolError('blob-missing');
  const blockMax = Number(rules.blobs?.max ?? 0n);
  const limit = Math.min(blockMax, transactionBlobLimit(rules) ?? blockMax);
  if (count > limit) throw new PoolError('blob-limit', `blob count ${count}, limit ${limit}`);
  if ((transaction.maxFeePerBlobGas ?? 0n) < 1n) {
    const detail = `blob fee cap ${transaction.maxFeePerBlobGas ?? 0n}, minimum needed 1`;
    throw new PoolError('price-below-minimum', detail);
  }
}

/**
 * Checks that a sidecar has the fork's version, the right numbers and sizes of parts, and commitments that match the
 * transaction's hashes (go-ethereum core/txpool: validateBlobTx). The proofs themselves are left. Throws PoolError.
 */
export function checkSidecar({ sidecar, blobHashes: hashes }: Transaction, rules: Rules): void {
  if (sidecar === undefined) throw refusal('missing sidecar in blob transaction');
  const { version, blobs, commitments, proofs } = sidecar;
  // Wallets that know nothing of cell proofs yet send version 0 in Osaka too; geth and anvil take it from them.
  if (version === 1 && !rules.has('osaka'))
    throw refusal(`unexpected sidecar version, want: 0, got: ${version}`);
  if (blobs.length !== hashes.length) {
    throw refusal(`invalid number of ${blobs.length} blobs compared to ${hashes.length} blob hashes`);
  }
  if (commitments.length !== hashes.length) {
    throw refusal(
      `invalid number of ${commitments.length} blob commitments compared to ${hashes.length} blob hashes`,
    );
  }
  const wanted = hashes.length * (version === 1 ? CELLS_PER_BLOB : 1);
  if (proofs.length !== wanted)
    throw refusal(`invalid number of ${proofs.length} blob proofs expected ${wanted}`);
  if (blobs.some((blob) => blob.length !== BLOB_BYTES)) throw refusal('invalid blob size');
  if ([...commitments, ...proofs].some((point) => point.length !== POINT_BYTES))
    throw refusal('invalid point size');
  hashes.forEach((hash, index) => {
    const commitment = commitments[index];
    if (commitment === undefined || !equalBytes(versionedHash(commitment), hash)) {
      throw refusal(`blob ${index}: computed hash mismatches transaction one`);
    }
  });
}

/** The hash that a transaction names a blob by: version byte and sha256 of its commitment. */
export function versionedHash(commitment: Uint8Array): Uint8Array {
  const hash = sha256(commitment);
  hash[0] = VERSIONED_HASH_VERSION;
  return hash;
}

function refusal(text: string): PoolError {
  return new PoolError('blob-sidecar', undefined, text);
}
