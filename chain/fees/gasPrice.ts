import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import { effectiveTip } from './effectiveTip.ts';

/** How tips are suggested; the names and defaults are those of geth's gas price oracle. */
export interface TipOptions {
  /** newest blocks that are looked at */
  readonly blocks: number;
  /** percentile of the samples that is suggested */
  readonly percentile: number;
  /** wei per gas suggested while no block has a sample */
  readonly initial: bigint;
  /** wei per gas that is never exceeded */
  readonly maximum: bigint;
  /** wei per gas below which a transaction is no sample */
  readonly ignoreBelow: bigint;
}

/** geth's defaults, but 1 gwei to begin with, as anvil and Hardhat suggest. */
export const DEFAULT_TIP_OPTIONS: TipOptions = {
  blocks: 20,
  percentile: 60,
  initial: 1_000_000_000n,
  maximum: 500_000_000_000n,
  ignoreBelow: 2n,
};

const SAMPLES_PER_BLOCK = 3;

/**
 * The tip in wei per gas to suggest from each block's lowest three tips: the percentile of them all, a block without any
 * counting as the previous suggestion (go-ethereum eth/gasprice).
 */
export function suggestTip(
  tipsOfBlocks: readonly (readonly bigint[])[],
  previous: bigint,
  options: TipOptions,
): bigint {
  const samples: bigint[] = [];
  for (const tips of tipsOfBlocks) samples.push(...(tips.length === 0 ? [previous] : tips));
  if (samples.length === 0) return previous;
  samples.sort(ascending);
  const tip = samples[Math.floor(((samples.length - 1) * options.percentile) / 100)] ?? previous;
  return tip > options.maximum ? options.maximum : tip;
}

/** The lowest tips of a block, ascending; the producer's own transactions say nothing about the market. */
export function lowestTips(block: Block, ignoreBelow: bigint): bigint[] {
  return block.transactions
    .filter((transaction) => !equalBytes(transaction.sender, block.header.coinbase))
    .map((transaction) => effectiveTip(transaction, block.header.baseFeePerGas))
    .filter((tip) => tip >= ignoreBelow)
    .sort(ascending)
    .slice(0, SAMPLES_PER_BLOCK);
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
