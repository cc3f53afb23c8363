import type { FeeHistory } from '../../chain/fees/feeHistory.ts';
import { quantityHex } from './hex.ts';

const formatted = new WeakMap<FeeHistory, ReturnType<typeof format>>();

/** eth_feeHistory's answer; `reward` is there when percentiles were asked for. The same object for the same history. */
export function formatFeeHistory(history: FeeHistory) {
  const json = formatted.get(history) ?? format(history);
  formatted.set(history, json);
  return json;
}

function format(history: FeeHistory) {
  return {
    oldestBlock: quantityHex(history.oldestBlock),
    ...(history.reward === undefined
      ? {}
      : { reward: history.reward.map((block) => block.map(quantityHex)) }),
    baseFeePerGas: quantities(history.baseFeePerGas),
    gasUsedRatio: history.gasUsedRatio,
    baseFeePerBlobGas: quantities(history.baseFeePerBlobGas),
    blobGasUsedRatio: history.blobGasUsedRatio,
  };
}

/** Fees stay the same over many blocks: what was just written is not written again. */
function quantities(values: readonly bigint[]): string[] {
  let last = -1n;
  let text = '';
  return values.map((value) => {
    if (value !== last) {
      text = quantityHex(value);
      last = value;
    }
    return text;
  });
}
