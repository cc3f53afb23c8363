/** One entry of an access list (EIP-2930). */
export interface AccessEntry {
  /** 20 bytes */
  readonly address: Uint8Array;
  /** 32 bytes each */
  readonly storageKeys: readonly Uint8Array[];
}

/** One signed delegation (EIP-7702). */
export interface SignedAuthorization {
  readonly chainId: bigint;
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly nonce: bigint;
  /** 0 or 1 when valid */
  readonly yParity: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

/**
 * What execution needs of a transaction, its sender recovered. Types without some field hold the value that execution
 * may assume (gasPrice types: both fees equal gasPrice; lists empty).
 */
export interface ExecutableTransaction {
  readonly type: number;
  /** 20 bytes */
  readonly sender: Uint8Array;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  /** wei per gas */
  readonly maxFeePerGas: bigint;
  /** wei per gas */
  readonly maxPriorityFeePerGas: bigint;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  /** wei */
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessEntry[];
  /** wei per blob gas; type 3 only */
  readonly maxFeePerBlobGas: bigint | undefined;
  /** 32 bytes each; type 3 only */
  readonly blobHashes: readonly Uint8Array[];
  /** type 4 only */
  readonly authorizations: readonly SignedAuthorization[];
}
