import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import { recoverAuthority } from '../../vm/transaction/authorizations.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** A transaction in the pool, with what is asked of it often. */
export interface PooledTransaction {
  readonly transaction: Transaction;
  readonly key: BytesKey;
  readonly senderKey: BytesKey;
  /** accounts whose delegations it carries; those not properly signed have no effect */
  readonly authorities: readonly BytesKey[];
  /** wei: the most it can cost */
  readonly cost: bigint;
  readonly slots: number;
  /** sidecar included */
  readonly bytes: number;
  /** rising with each arrival: who was first */
  readonly arrival: number;
}

const SLOT_BYTES = 32 * 1024;

/** Wraps a transaction for the pool. */
export function pooled(transaction: Transaction, arrival: number): PooledTransaction {
  return {
    transaction,
    key: toKey(transaction.hash),
    senderKey: toKey(transaction.sender),
    authorities: authoritiesOf(transaction),
    cost: maxCost(transaction),
    slots: Math.max(1, Math.ceil(transaction.raw.length / SLOT_BYTES)),
    bytes: transaction.raw.length + sidecarBytes(transaction),
    arrival,
  };
}

/** wei: value, gas at the fee cap, and blob gas at its cap. */
function maxCost(transaction: Transaction): bigint {
  const blobs = (transaction.maxFeePerBlobGas ?? 0n) * BigInt(transaction.blobHashes.length) * GAS_PER_BLOB;
  return transaction.value + transaction.gasLimit * transaction.maxFeePerGas + blobs;
}

function sidecarBytes({ sidecar }: Transaction): number {
  if (sidecar === undefined) return 0;
  let bytes = 0;
  for (const parts of [sidecar.blobs, sidecar.commitments, sidecar.proofs]) {
    for (const part of parts) bytes += part.length;
  }
  return bytes;
}

function authoritiesOf(transaction: Transaction): BytesKey[] {
  return transaction.authorizations.flatMap((authorization) => {
    const authority = recoverAuthority(authorization);
    return authority === undefined ? [] : [toKey(authority)];
  });
}
