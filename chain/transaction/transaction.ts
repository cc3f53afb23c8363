import type { NativeKind } from './native/kinds.ts';

/** EIP-2718 types that Ethereum knows. */
export type EthereumType = 0 | 1 | 2 | 3 | 4;

/** The EIP-2718 type of transactions in XAI's own envelope: the letter X. */
export const NATIVE_TYPE = 0x58;

/** EIP-2718 types that this chain knows. */
export type TransactionType = EthereumType | typeof NATIVE_TYPE;

/** What only the native envelope carries. */
export interface NativePart {
  readonly kind: NativeKind;
  /** 64 bytes, x‖y; empty for the kind `system`, which no key signs */
  readonly publicKey: Uint8Array;
  /** 64 bytes, r‖s; empty for the kind `system` */
  readonly signature: Uint8Array;
}

/** One entry of an access list (EIP-2930). */
export interface AccessListEntry {
  /** 20 bytes */
  readonly address: Uint8Array;
  /** 32 bytes each */
  readonly storageKeys: readonly Uint8Array[];
}

/** One signed delegation (EIP-7702). */
export interface Authorization {
  readonly chainId: bigint;
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly nonce: bigint;
  /** 0 or 1 when valid */
  readonly yParity: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

/** Blobs with their proofs, as they travel between nodes but not in blocks (EIP-4844, EIP-7594). */
export interface BlobSidecar {
  /** 0: one proof a blob; 1: cell proofs */
  readonly version: 0 | 1;
  readonly blobs: readonly Uint8Array[];
  readonly commitments: readonly Uint8Array[];
  readonly proofs: readonly Uint8Array[];
}

/**
 * A signed transaction, decoded once and with its sender recovered. All types share one shape: fields that a type does
 * not have hold the value that execution may assume (gasPrice types: both fees equal gasPrice).
 */
export interface Transaction {
  readonly type: TransactionType;
  /** 32 bytes */
  readonly hash: Uint8Array;
  /** 20 bytes */
  readonly sender: Uint8Array;
  /** undefined: a legacy transaction without replay protection */
  readonly chainId: bigint | undefined;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  /** wei per gas: gasPrice of types 0 and 1 */
  readonly maxFeePerGas: bigint;
  /** wei per gas: gasPrice of types 0 and 1 */
  readonly maxPriorityFeePerGas: bigint;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  /** wei */
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListEntry[];
  /** wei per blob gas, type 3 */
  readonly maxFeePerBlobGas: bigint | undefined;
  /** 32 bytes each, type 3 */
  readonly blobHashes: readonly Uint8Array[];
  /** type 4 */
  readonly authorizations: readonly Authorization[];
  /** v as signed for type 0; yParity for others; 0 for native ones, as r and s: their signature is `native.signature` */
  readonly v: bigint;
  readonly r: bigint;
  readonly s: bigint;
  /** Of a native transaction, and only there. */
  readonly native?: NativePart | undefined;
  /** The canonical encoding: what the hash is taken of and what blocks carry (no sidecar). */
  readonly raw: Uint8Array;
  /** Only in the pool. */
  readonly sidecar?: BlobSidecar | undefined;
}

/** A transaction of one of Ethereum's types. */
export type EthereumTransaction = Transaction & { readonly type: EthereumType };

/** True for one that is not in XAI's own envelope. */
export function isEthereum(transaction: Transaction): transaction is EthereumTransaction {
  return transaction.type !== NATIVE_TYPE;
}
