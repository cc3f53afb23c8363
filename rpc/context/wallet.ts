import type { AccessListEntry, Authorization, Transaction } from '../../chain/transaction/transaction.ts';

/** The keys that this node may sign with: dev accounts, and impersonated addresses in dev mode. */
export interface Wallet {
  /** 20 bytes each */
  accounts(): readonly Uint8Array[];
  /** Fills nothing in: the request is complete. Throws UnknownAccountError. */
  signTransaction(request: UnsignedTransaction): Transaction;
  /** 65 bytes r‖s‖v of a 32-byte digest. Throws UnknownAccountError. */
  signDigest(address: Uint8Array, digest: Uint8Array): Uint8Array;
}

/** A transaction with every field decided but its signature. */
export interface UnsignedTransaction {
  readonly from: Uint8Array;
  readonly type: 0 | 1 | 2 | 3 | 4;
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly to: Uint8Array | undefined;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListEntry[];
  readonly maxFeePerBlobGas?: bigint | undefined;
  readonly blobHashes?: readonly Uint8Array[] | undefined;
  readonly authorizations?: readonly Authorization[] | undefined;
}
