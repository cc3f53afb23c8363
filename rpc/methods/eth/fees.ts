import { Type } from '@sinclair/typebox';
import { headerAt } from '../../blockTag.ts';
import type { ChainReader } from '../../context/chain.ts';
import { feeHistoryText } from '../../format/feeHistory.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockNumberOrTag } from '../../schema/block.ts';
import { toLenientQuantity } from '../../schema/parse.ts';
import { FeeHistoryResult, orNull } from '../../schema/results.ts';
import { LenientQuantity, Quantity } from '../../schema/scalar.ts';

/** eth_* about fees. */
export const ethFeeMethods: readonly Method[] = [
  {
    name: 'eth_gasPrice',
    runs: 'writer',
    summary: 'A price per gas, in wei, with which a legacy transaction gets into the next blocks.',
    params: [],
    result: Quantity,
    resultName: 'price',
    handler: (_params, { fees }) => quantityHex(fees.gasPrice()),
  },
  {
    name: 'eth_maxPriorityFeePerGas',
    runs: 'writer',
    summary: 'A tip per gas, in wei, with which a transaction gets into the next blocks.',
    params: [],
    result: Quantity,
    resultName: 'tip',
    handler: (_params, { fees }) => quantityHex(fees.maxPriorityFeePerGas()),
  },
  {
    name: 'eth_baseFee',
    summary: 'Base fee of the next block, in wei per gas; null before London.',
    params: [],
    result: orNull(Quantity),
    resultName: 'baseFee',
    handler: (_params, { fees }) => quantityOrNull(fees.nextBaseFee()),
  },
  {
    name: 'eth_blobBaseFee',
    summary: 'Base fee of the next block, in wei per blob gas; null before Cancun.',
    params: [],
    result: orNull(Quantity),
    resultName: 'baseFee',
    handler: (_params, { fees }) => quantityOrNull(fees.nextBlobBaseFee()),
  },
  {
    name: 'eth_feeHistory',
    summary: 'Base fees, fullness and tips by percentile of a range of blocks, and the base fee after them.',
    params: [
      required('blockCount', LenientQuantity),
      required('newestBlock', BlockNumberOrTag),
      optional('rewardPercentiles', Type.Array(Type.Number(), { maxItems: 100 })),
    ],
    result: FeeHistoryResult,
    resultName: 'history',
    handler: ([count, newest, percentiles], { fees, chain }) => {
      const blocks = Number(toLenientQuantity(count));
      return feeHistoryText(
        fees.history(blocks, newestNumber(newest, chain), (percentiles ?? []) as number[]),
      );
    },
  },
];

/** A number is passed on as it is: the oracle says how far it is beyond the head. */
function newestNumber(value: unknown, chain: ChainReader): bigint {
  const text = value as string;
  return text.startsWith('0x') ? BigInt(text) : headerAt(text, chain).header.number;
}

function quantityOrNull(value: bigint | undefined): string | null {
  return value === undefined ? null : quantityHex(value);
}
