/** What a message can see of the block it runs in. */
export interface BlockEnvironment {
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
  /** 20 bytes: the fee recipient */
  readonly coinbase: Uint8Array;
  readonly gasLimit: bigint;
  /** wei per gas; undefined before London */
  readonly baseFee: bigint | undefined;
  /** 0 after the merge */
  readonly difficulty: bigint;
  /** 32 bytes: the header's mixHash; PREVRANDAO after the merge */
  readonly prevRandao: Uint8Array;
  /** wei per blob gas; undefined before Cancun */
  readonly blobBaseFee: bigint | undefined;
  /** 32 bytes; undefined before Cancun (EIP-4788) */
  readonly parentBeaconRoot: Uint8Array | undefined;
  /** Hash of one of the 256 former blocks; undefined outside that range. */
  blockHash(number: bigint): Uint8Array | undefined;
}
