import { concatBytes } from '../../storage/encoding/bytes.ts';
import { encodeRlp, type RlpInput } from '../rlp/encode.ts';
import { fieldItems, type TransactionFields } from './fields.ts';
import { type BlobSidecar, isEthereum, type Transaction } from './transaction.ts';

/** A transaction's fields with its signature. */
export interface SignedFields extends TransactionFields {
  readonly v: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

/** The canonical encoding (EIP-2718): what the hash is taken of and what blocks carry. */
export function encodeTransaction(tx: SignedFields): Uint8Array {
  const list = encodeRlp(signedItems(tx));
  return tx.type === 0 ? list : concatBytes(Uint8Array.of(tx.type), list);
}

/** The form that nodes and wallets send: a blob transaction carries its sidecar (EIP-4844, EIP-7594), others are canonical. */
export function encodeNetworkForm(tx: Transaction): Uint8Array {
  const { sidecar } = tx;
  if (sidecar === undefined || !isEthereum(tx)) return tx.raw;
  return concatBytes(Uint8Array.of(tx.type), encodeRlp([signedItems(tx), ...sidecarItems(sidecar)]));
}

function signedItems(tx: SignedFields): RlpInput[] {
  const items = fieldItems(tx);
  items.push(tx.v, tx.r, tx.s);
  return items;
}

function sidecarItems({ version, blobs, commitments, proofs }: BlobSidecar): RlpInput[] {
  return version === 0 ? [blobs, commitments, proofs] : [BigInt(version), blobs, commitments, proofs];
}
