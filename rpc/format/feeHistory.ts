import type { FeeHistory } from '../../chain/fees/feeHistory.ts';
import { quantityHex } from './hex.ts';

/** eth_feeHistory's answer; `reward` is there when percentiles were asked for. */
export function formatFeeHistory(history: FeeHistory) {
  return {
    oldestBlock: quantityHex(history.oldestBlock),
    ...(history.reward === undefined
      ? {}
      : { reward: history.reward.map((block) => block.map(quantityHex)) }),
    baseFeePerGas: history.baseFeePerGas.map(quantityHex),
    gasUsedRatio: history.gasUsedRatio,
    baseFeePerBlobGas: history.baseFeePerBlobGas.map(quantityHex),
    blobGasUsedRatio: history.blobGasUsedRatio,
  };
}
