import type { Rules } from '../../vm/rules/rules.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { Block } from '../block/block.ts';
import type { Header } from '../block/header.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { blobBaseFee } from './blobFee.ts';
import { effectiveTip } from './effectiveTip.ts';
import { FeeError } from './errors.ts';

/** Blocks that one question may cover; a longer range is cut to the newest ones, as geth does. */
export const MAX_FEE_HISTORY = 1024;

const MAX_PERCENTILES = 100;

/** eth_feeHistory's answer. Base fees have one entry more than blocks: the last is the next block's. */
export interface FeeHistory {
  readonly oldestBlock: bigint;
  /** wei per gas; 0 before London */
  readonly baseFeePerGas: readonly bigint[];
  readonly gasUsedRatio: readonly number[];
  /** wei per blob gas; 0 before Cancun */
  readonly baseFeePerBlobGas: readonly bigint[];
  readonly blobGasUsedRatio: readonly number[];
  /** wei per gas for each block and percentile; undefined where no percentile was asked for */
  readonly reward: readonly (readonly bigint[])[] | undefined;
}

/** What the history is read from. */
export interface FeeHistoryChain {
  head(): { readonly header: Header };
  headerByNumber(number: bigint): { readonly header: Header; readonly hash: Uint8Array } | undefined;
  blockByNumber(number: bigint): Block | undefined;
  receipts(hash: Uint8Array): readonly Receipt[] | undefined;
  /** The rules of this block. */
  rulesOf(header: Header): Rules;
  /** wei per gas and per blob gas of the block after this one; undefined before London, before Cancun. */
  feesAfter(parent: Header): {
    readonly baseFee: bigint | undefined;
    readonly blobBaseFee: bigint | undefined;
  };
}

/**
 * Fees of the `blockCount` blocks up to `newest` (go-ethereum eth/gasprice/feehistory.go). Nothing to tell (a count
 * below 1) is an answer without blocks. Throws FeeError for percentiles that do not ascend within 0..100 and for a
 * block beyond the head.
 */
export function feeHistory(
  chain: FeeHistoryChain,
  blockCount: number,
  newest: bigint,
  percentiles: readonly number[],
): FeeHistory {
  if (blockCount < 1) return NOTHING;
  checkPercentiles(percentiles);
  const head = chain.head().header.number;
  if (newest > head) {
    throw new FeeError('beyond-head', `request beyond head block: requested ${newest}, head ${head}`);
  }
  const wanted = BigInt(Math.min(blockCount, MAX_FEE_HISTORY));
  const count = wanted > newest + 1n ? newest + 1n : wanted;
  const oldestBlock = newest - count + 1n;

  const baseFeePerGas: bigint[] = [];
  const gasUsedRatio: number[] = [];
  const baseFeePerBlobGas: bigint[] = [];
  const blobGasUsedRatio: number[] = [];
  const reward: bigint[][] = [];
  let last: Header | undefined;
  for (let number = oldestBlock; number <= newest; number++) {
    const sealed = chain.headerByNumber(number);
    if (sealed === undefined) throw new FeeError('block-not-found', `block ${number} not found`);
    const { header } = sealed;
    const rules = chain.rulesOf(header);
    baseFeePerGas.push(header.baseFeePerGas ?? 0n);
    gasUsedRatio.push(ratio(header.gasUsed, header.gasLimit));
    baseFeePerBlobGas.push(blobFeeOf(header, rules));
    blobGasUsedRatio.push(ratio(header.blobGasUsed ?? 0n, (rules.blobs?.max ?? 0n) * GAS_PER_BLOB));
    if (percentiles.length > 0) reward.push(rewardsOf(chain, number, sealed.hash, percentiles));
    last = header;
  }
  if (last !== undefined) {
    const next = chain.feesAfter(last);
    baseFeePerGas.push(next.baseFee ?? 0n);
    baseFeePerBlobGas.push(next.blobBaseFee ?? 0n);
  }
  return {
    oldestBlock,
    baseFeePerGas,
    gasUsedRatio,
    baseFeePerBlobGas,
    blobGasUsedRatio,
    reward: percentiles.length > 0 ? reward : undefined,
  };
}

const NOTHING: FeeHistory = {
  oldestBlock: 0n,
  baseFeePerGas: [],
  gasUsedRatio: [],
  baseFeePerBlobGas: [],
  blobGasUsedRatio: [],
  reward: undefined,
};

function checkPercentiles(percentiles: readonly number[]): void {
  if (percentiles.length > MAX_PERCENTILES) {
    throw new FeeError(
      'invalid-percentile',
      `invalid reward percentile: over the query limit ${MAX_PERCENTILES}`,
    );
  }
  percentiles.forEach((percentile, index) => {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new FeeError('invalid-percentile', `invalid reward percentile: ${percentile.toFixed(6)}`);
    }
    const previous = percentiles[index - 1];
    if (previous !== undefined && percentile <= previous) {
      const order = `#${index - 1}:${previous.toFixed(6)} >= #${index}:${percentile.toFixed(6)}`;
      throw new FeeError('invalid-percentile', `invalid reward percentile: ${order}`);
    }
  });
}

function rewardsOf(
  chain: FeeHistoryChain,
  number: bigint,
  hash: Uint8Array,
  percentiles: readonly number[],
): bigint[] {
  const block = chain.blockByNumber(number);
  const receipts = chain.receipts(hash);
  if (block === undefined || receipts === undefined) {
    throw new FeeError('block-not-found', `block ${number} not found`);
  }
  return rewardPercentiles(block, receipts, percentiles);
}

/** The tip at each percentile of the block's gas, transactions in ascending order of tip; zeros for an empty block. */
export function rewardPercentiles(
  block: Pick<Block, 'transactions' | 'header'>,
  receipts: readonly Pick<Receipt, 'gasUsed'>[],
  percentiles: readonly number[],
): bigint[] {
  const paid = block.transactions
    .map((transaction, index) => ({
      tip: effectiveTip(transaction, block.header.baseFeePerGas),
      gasUsed: receipts[index]?.gasUsed ?? 0n,
    }))
    .sort((a, b) => (a.tip < b.tip ? -1 : a.tip > b.tip ? 1 : 0));
  let at = 0;
  let gas = paid[0]?.gasUsed ?? 0n;
  return percentiles.map((percentile) => {
    const threshold = BigInt(Math.floor((Number(block.header.gasUsed) * percentile) / 100));
    while (gas < threshold && at < paid.length - 1) {
      at++;
      gas += paid[at]?.gasUsed ?? 0n;
    }
    return paid[at]?.tip ?? 0n;
  });
}

function blobFeeOf(header: Header, rules: Rules): bigint {
  if (header.excessBlobGas === undefined || rules.blobs === undefined) return 0n;
  return blobBaseFee(header.excessBlobGas, rules.blobs);
}

function ratio(used: bigint, limit: bigint): number {
  return limit === 0n ? 0 : Number(used) / Number(limit);
}
