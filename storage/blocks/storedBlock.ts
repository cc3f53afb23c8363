/** A block as storage/ takes it: opaque parts to keep by hash, and what the lookups and the log index are made from. */
export interface StoredBlock {
  readonly number: bigint;
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly receipts: Uint8Array;
  readonly totalDifficulty: bigint;
  /** in block order */
  readonly transactions: readonly StoredTransactionKey[];
  /** in block order: a log's position here is its logIndex */
  readonly logs: readonly StoredLogKey[];
}

/** What a transaction is found by. */
export interface StoredTransactionKey {
  readonly hash: Uint8Array;
  readonly sender: Uint8Array;
  readonly nonce: bigint;
}

/** What a log is found by. */
export interface StoredLogKey {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
}

/** Where a transaction is in the canonical chain. */
export interface TransactionLocation {
  readonly blockNumber: bigint;
  readonly index: number;
}

/** The newest canonical block. */
export interface Head {
  readonly number: bigint;
  readonly hash: Uint8Array;
}
