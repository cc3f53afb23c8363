import { toHex } from '../../storage/encoding/bytes.ts';
import type { Block } from '../block/block.ts';
import type { Header } from '../block/header.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { isSystemTransaction } from '../transaction/native/system.ts';
import type { BlockFees } from './blockFees.ts';
import { effectiveTip } from './effectiveTip.ts';
import { FeeError } from './errors.ts';

/** Blocks that one question may cover; a longer range is cut to the newest ones, as geth does. */
const MAX_FEE_HISTORY = 1024;

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
  blockByHash(hash: Uint8Array): Block | undefined;
  receipts(hash: Uint8Array): readonly Receipt[] | undefined;
  /** The fees of the block with this number and hash. */
  feesOf(number: number, hash: Uint8Array): BlockFees | undefined;
  /** wei per gas and per blob gas of the block after this one; undefined before London, before Cancun. */
  feesAfter(parent: Header): {
    readonly baseFee: bigint | undefined;
    readonly blobBaseFee: bigint | undefined;
  };
  /** What was answered to the same question before, or what `make` makes. */
  answered(question: string, make: () => FeeHistory): FeeHistory;
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

  const newestHeader = chain.headerByNumber(newest);
  if (newestHeader === undefined) throw new FeeError('block-not-found', `block ${newest} not found`);
  const next = chain.feesAfter(newestHeader.header);
  const question = [toHex(newestHeader.hash), count, next.baseFee, next.blobBaseFee, ...percentiles].join();
  return chain.answered(question, () => {
    const { hashes, ...columns } = columnsUpTo(chain, newestHeader, Number(count), next);
    const reward =
      percentiles.length > 0 ? hashes.map((hash) => rewardsOf(chain, hash, percentiles)) : undefined;
    return { oldestBlock, ...columns, reward };
  });
}

/** `count` blocks, oldest first, found from the newest by their parents' hashes; then what is known of the next one. */
function columnsUpTo(
  chain: FeeHistoryChain,
  newest: { readonly header: Header; readonly hash: Uint8Array },
  count: number,
  next: ReturnType<FeeHistoryChain['feesAfter']>,
) {
  const columns = {
    hashes: new Array<Uint8Array>(count),
    baseFeePerGas: new Array<bigint>(count),
    gasUsedRatio: new Array<number>(count),
    baseFeePerBlobGas: new Array<bigint>(count),
    blobGasUsedRatio: new Array<number>(count),
  };
  let number = Number(newest.header.number);
  let { hash } = newest;
  for (let at = count - 1; at >= 0; at--, number--) {
    const fees = chain.feesOf(number, hash);
    if (fees === undefined) throw new FeeError('block-not-found', `block ${number} not found`);
    columns.hashes[at] = hash;
    columns.baseFeePerGas[at] = fees.baseFee;
    columns.gasUsedRatio[at] = fees.gasUsedRatio;
    columns.baseFeePerBlobGas[at] = fees.blobBaseFee;
    columns.blobGasUsedRatio[at] = fees.blobGasUsedRatio;
    hash = fees.parentHash;
  }
  columns.baseFeePerGas.push(next.baseFee ?? 0n);
  columns.baseFeePerBlobGas.push(next.blobBaseFee ?? 0n);
  return columns;
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

function rewardsOf(chain: FeeHistoryChain, hash: Uint8Array, percentiles: readonly number[]): bigint[] {
  const block = chain.blockByHash(hash);
  const receipts = chain.receipts(hash);
  if (block === undefined || receipts === undefined) {
    throw new FeeError('block-not-found', `block ${toHex(hash)} not found`);
  }
  return rewardPercentiles(block, receipts, percentiles);
}

/**
 * The tip at each percentile of the block's gas, transactions in ascending order of tip; zeros for an empty block. The one
 * that the block made itself pays nothing and says nothing.
 */
export function rewardPercentiles(
  block: Pick<Block, 'transactions' | 'header'>,
  receipts: readonly Pick<Receipt, 'gasUsed'>[],
  percentiles: readonly number[],
): bigint[] {
  const paid = block.transactions
    .filter((transaction) => !isSystemTransaction(transaction))
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
