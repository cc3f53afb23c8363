import { bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { secp256k1 } from '../../vm/secp256k1.ts';
import { encodeTransaction } from './encode.ts';
import type { TransactionFields } from './fields.ts';
import { addressOfPublicKey } from './recover.ts';
import { writeV } from './signature.ts';
import { signingHash } from './signingHash.ts';
import type { BlobSidecar, EthereumTransaction } from './transaction.ts';

/** Who signs. */
export interface Signer {
  /** 32 bytes */
  readonly privateKey: Uint8Array;
  /** 20 bytes: the key's own */
  readonly address: Uint8Array;
}

/** Signs with a 32-byte private key (RFC 6979, low s) and returns the finished transaction. */
export function signTransaction(
  fields: TransactionFields,
  privateKey: Uint8Array,
  sidecar?: BlobSidecar,
): EthereumTransaction {
  return signTransactionAs({ privateKey, address: addressOfKey(privateKey) }, fields, sidecar);
}

/** The same for whoever knows the key's address: working it out takes half as long as signing. */
export function signTransactionAs(
  { privateKey, address }: Signer,
  fields: TransactionFields,
  sidecar?: BlobSidecar,
): EthereumTransaction {
  const { signature, recid } = secp256k1().ecdsaSign(signingHash(fields), privateKey);
  return sealTransaction(fields, {
    v: writeV(fields.type, fields.chainId, recid === 0 ? 0 : 1),
    r: bytesToBigInt(signature.subarray(0, 32)),
    s: bytesToBigInt(signature.subarray(32)),
    sender: address,
    sidecar,
  });
}

/**
 * A transaction that no key has signed, for dev mode's impersonated senders. The signature is made up: the sender stands
 * in `r`, so that equal transactions of two senders have different hashes, and `s` is 1. Its sender cannot be recovered
 * and has to be kept beside it.
 */
export function impersonatedTransaction(fields: TransactionFields, sender: Uint8Array): EthereumTransaction {
  const v = writeV(fields.type, fields.chainId, 0);
  return sealTransaction(fields, { v, r: bytesToBigInt(sender), s: 1n, sender, sidecar: undefined });
}

/** A transaction whose signature is all zeros, as simulated blocks hold them. */
export function unsignedTransaction(fields: TransactionFields, sender: Uint8Array): EthereumTransaction {
  return sealTransaction(fields, { v: 0n, r: 0n, s: 0n, sender, sidecar: undefined });
}

/** The address of a private key. */
export function addressOfKey(privateKey: Uint8Array): Uint8Array {
  return addressOfPublicKey(secp256k1().publicKeyCreate(privateKey, false));
}

interface Seal {
  readonly v: bigint;
  readonly r: bigint;
  readonly s: bigint;
  readonly sender: Uint8Array;
  readonly sidecar: BlobSidecar | undefined;
}

function sealTransaction(fields: TransactionFields, seal: Seal): EthereumTransaction {
  const signed = {
    type: fields.type,
    chainId: fields.chainId,
    nonce: fields.nonce,
    gasLimit: fields.gasLimit,
    maxFeePerGas: fields.maxFeePerGas,
    maxPriorityFeePerGas: fields.maxPriorityFeePerGas,
    to: fields.to,
    value: fields.value,
    data: fields.data,
    accessList: fields.accessList,
    maxFeePerBlobGas: fields.maxFeePerBlobGas,
    blobHashes: fields.blobHashes ?? [],
    authorizations: fields.authorizations ?? [],
    v: seal.v,
    r: seal.r,
    s: seal.s,
  };
  const raw = encodeTransaction(signed);
  return { ...signed, hash: keccak256(raw), sender: seal.sender, raw, sidecar: seal.sidecar };
}
