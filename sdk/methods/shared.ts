// Written by scripts/sdk-types.ts from the method table.

/** What several methods take or give. */
export type NativeMetadataResult = {
  readonly data: `0x${string}`;
  readonly gas_limit: string;
  readonly max_fee_per_gas: string;
  readonly max_priority_fee_per_gas: string;
  readonly chain_id: string | null;
};

/** What several methods take or give. */
export type NativeTransaction = {
  readonly txid: `0x${string}`;
  readonly origin: 'native' | 'ethereum' | 'system';
  readonly ethereum_type: number | null;
  readonly tx_type: string;
  readonly sender: string;
  readonly recipient: string | null;
  readonly amount: string;
  readonly nonce: string;
  readonly metadata: NativeMetadataResult;
  readonly public_key: `0x${string}` | null;
  readonly signature: `0x${string}` | null;
  readonly block_hash: `0x${string}` | null;
  readonly block_number: string | null;
  readonly block_timestamp: string | null;
  readonly transaction_index: number | null;
};

/** What several methods take or give. */
export type BlockParameter =
  | BlockNumberOrTag
  | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
  | { readonly blockNumber: BlockNumberOrTag };

/** What several methods take or give. */
export type BlockNumberOrTag = 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}`;

/** What several methods take or give. */
export type BlockReference = {
  readonly number: `0x${string}`;
  readonly hash: `0x${string}`;
  readonly timestamp: `0x${string}`;
};

/** What several methods take or give. */
export type Module = {
  readonly id: string;
  readonly proxy: `0x${string}`;
  readonly implementation: `0x${string}`;
  readonly name: string;
  readonly version: string;
  readonly codeHash: `0x${string}`;
  readonly auditHash: `0x${string}`;
  readonly hooks: readonly string[];
  readonly order: `0x${string}`;
  readonly validateGas: `0x${string}`;
  readonly startGas: `0x${string}`;
  readonly endGas: `0x${string}`;
  readonly status: string;
  readonly consecutiveFaults: `0x${string}`;
  readonly registeredAt: `0x${string}`;
  readonly changedAt: `0x${string}`;
};

/** What several methods take or give. */
export type ModuleEvent = { readonly event: string | null; readonly args: unknown; readonly log: Log };

/** What several methods take or give. */
export type Log = {
  readonly address: `0x${string}`;
  readonly topics: readonly `0x${string}`[];
  readonly data: `0x${string}`;
  readonly blockNumber: `0x${string}`;
  readonly transactionHash: `0x${string}`;
  readonly transactionIndex: `0x${string}`;
  readonly blockHash: `0x${string}`;
  readonly blockTimestamp: `0x${string}`;
  readonly logIndex: `0x${string}`;
  readonly removed: boolean;
};

/** What several methods take or give. */
export type Proposal = {
  readonly id: `0x${string}`;
  readonly state: string;
  readonly proposer: `0x${string}`;
  readonly snapshot: `0x${string}`;
  readonly deadline: `0x${string}`;
  readonly eta: `0x${string}` | null;
  readonly forVotes: `0x${string}`;
  readonly againstVotes: `0x${string}`;
  readonly abstainVotes: `0x${string}`;
  readonly quorum: `0x${string}` | null;
  readonly codeHashes: readonly `0x${string}`[];
  readonly descriptionHash: `0x${string}`;
  readonly actions: readonly Action[];
};

/** What several methods take or give. */
export type Action = {
  readonly target: `0x${string}`;
  readonly value: `0x${string}`;
  readonly data: `0x${string}`;
  readonly module: string | null;
  readonly call: string | null;
  readonly args: unknown;
};
