/** Suggestions for fees. */
export interface FeeOracle {
  /** wei per gas */
  gasPrice(): bigint;
  /** wei per gas */
  maxPriorityFeePerGas(): bigint;
  /** wei per gas of the next block; undefined before London */
  nextBaseFee(): bigint | undefined;
  /** wei per blob gas of the next block; undefined before Cancun */
  nextBlobBaseFee(): bigint | undefined;
  /** eth_feeHistory */
  history(blockCount: number, newest: bigint, percentiles: readonly number[]): FeeHistory;
}

/** eth_feeHistory's answer, in numbers. */
export interface FeeHistory {
  readonly oldestBlock: bigint;
  readonly baseFeePerGas: readonly bigint[];
  readonly gasUsedRatio: readonly number[];
  readonly baseFeePerBlobGas: readonly bigint[];
  readonly blobGasUsedRatio: readonly number[];
  readonly reward: readonly (readonly bigint[])[] | undefined;
}
