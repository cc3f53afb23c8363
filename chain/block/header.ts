/** A block header (yellow paper 4.4.3 and later EIPs). Optional fields are absent before their fork. */
export interface Header {
  /** 32 bytes */
  readonly parentHash: Uint8Array;
  /** 32 bytes */
  readonly ommersHash: Uint8Array;
  /** 20 bytes: the fee recipient */
  readonly coinbase: Uint8Array;
  /** 32 bytes */
  readonly stateRoot: Uint8Array;
  /** 32 bytes */
  readonly transactionsRoot: Uint8Array;
  /** 32 bytes */
  readonly receiptsRoot: Uint8Array;
  /** 256 bytes */
  readonly logsBloom: Uint8Array;
  readonly difficulty: bigint;
  readonly number: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  /** seconds */
  readonly timestamp: bigint;
  /** at most 32 bytes */
  readonly extraData: Uint8Array;
  /** 32 bytes: mixHash, prevRandao after the merge */
  readonly mixHash: Uint8Array;
  /** 8 bytes */
  readonly nonce: Uint8Array;
  /** wei per gas, from London */
  readonly baseFeePerGas?: bigint | undefined;
  /** 32 bytes, from Shanghai */
  readonly withdrawalsRoot?: Uint8Array | undefined;
  /** from Cancun */
  readonly blobGasUsed?: bigint | undefined;
  /** from Cancun */
  readonly excessBlobGas?: bigint | undefined;
  /** 32 bytes, from Cancun */
  readonly parentBeaconBlockRoot?: Uint8Array | undefined;
  /** 32 bytes, from Prague */
  readonly requestsHash?: Uint8Array | undefined;
}

/** A header with its hash. */
export interface SealedHeader {
  readonly header: Header;
  /** 32 bytes */
  readonly hash: Uint8Array;
}
