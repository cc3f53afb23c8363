import type { FeeHistory } from '../../chain/fees/feeHistory.ts';

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
