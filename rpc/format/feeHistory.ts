import type { FeeHistory } from '../../chain/fees/feeHistory.ts';
import { JsonText } from '../jsonText.ts';
import { quantityHex } from './hex.ts';

const texts = new WeakMap<FeeHistory, JsonText>();

/** eth_feeHistory's answer. The same history is put into words once: between two blocks all wallets ask the same. */
export function feeHistoryText(history: FeeHistory): JsonText {
  const text = texts.get(history) ?? new JsonText(JSON.stringify(formatFeeHistory(history)));
  texts.set(history, text);
  return text;
}

/** The same as a value; `reward` is there when percentiles were asked for. */
function formatFeeHistory(history: FeeHistory) {
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
