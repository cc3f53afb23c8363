import type { ChainReader } from '../canonical/chainReader.ts';
import { Recent } from '../canonical/recent.ts';
import type { NextBlockView } from '../pool/nextBlockView.ts';
import { rulesOfHeader } from '../rules.ts';
import { blobBaseFee } from './blobFee.ts';
import { type BlockFees, blockFees, FeeMemory } from './blockFees.ts';
import { type FeeHistory, feeHistory } from './feeHistory.ts';
import { suggestTip, type TipOptions } from './gasPrice.ts';
import { RecentTips } from './recentTips.ts';
import { Suggestions } from './suggestions.ts';

/** Fees and shares in the answers that are kept, a few of the longest: between two blocks all wallets ask the same. */
const KEPT_FEES = 65_536;

/** Suggestions for fees, and what was paid. */
export interface FeeOracle {
  /** wei per gas: the suggested tip on top of the next block's base fee, as anvil and Hardhat answer */
  gasPrice(): bigint;
  /** wei per gas */
  maxPriorityFeePerGas(): bigint;
  /** wei per gas of the next block; undefined before London */
  nextBaseFee(): bigint | undefined;
  /** wei per blob gas of the next block; undefined before Cancun */
  nextBlobBaseFee(): bigint | undefined;
  /** Throws FeeError. */
  history(blockCount: number, newest: bigint, percentiles: readonly number[]): FeeHistory;
}

/** What the oracle looks at. */
export interface FeeOracleParts {
  readonly chain: ChainReader;
  nextBlock(): NextBlockView;
}

/** An oracle that remembers its suggestions: the last one holds while no new transaction says otherwise. */
export function createFeeOracle(options: TipOptions, { chain, nextBlock }: FeeOracleParts): FeeOracle {
  const recent = new RecentTips(chain, options);
  const suggestions = new Suggestions(chain, options.initial);
  const memory = new FeeMemory();
  const answers = new Recent<string, FeeHistory>(
    KEPT_FEES,
    ({ gasUsedRatio, reward }) => gasUsedRatio.length * (4 + (reward?.[0]?.length ?? 0)),
  );
  const tip = (): bigint => suggestions.get((previous) => suggestTip(recent.tips(), previous, options));
  return {
    gasPrice: () => tip() + (nextBlock().baseFee ?? 0n),
    maxPriorityFeePerGas: tip,
    nextBaseFee: () => nextBlock().baseFee,
    nextBlobBaseFee: () => nextBlock().blobBaseFee,
    history: (blockCount, newest, percentiles) =>
      feeHistory(
        {
          head: () => chain.head(),
          headerByNumber: (number) => chain.headerByNumber(number),
          blockByHash: (hash) => chain.blockByHash(hash),
          receipts: (hash) => chain.receipts(hash),
          feesOf: (number, hash) => memory.get(number, hash, () => readFees(chain, hash)),
          feesAfter: (parent) => feesAfter(chain, parent.number, nextBlock),
          answered: (question, make) => answers.get(question, make),
        },
        blockCount,
        newest,
        percentiles,
      ),
  };
}

function readFees(chain: ChainReader, hash: Uint8Array): BlockFees | undefined {
  const sealed = chain.headerByHash(hash);
  return sealed && blockFees(sealed, rulesOfHeader(chain.config, sealed.header));
}

/** The fees of the block after this one: that is known where it exists, and decided for the next one. */
function feesAfter(chain: ChainReader, number: bigint, nextBlock: () => NextBlockView) {
  const child = chain.headerByNumber(number + 1n)?.header;
  if (child === undefined) return nextBlock();
  const { blobs } = rulesOfHeader(chain.config, child);
  const blobFee =
    blobs === undefined || child.excessBlobGas === undefined
      ? undefined
      : blobBaseFee(child.excessBlobGas, blobs);
  return { baseFee: child.baseFeePerGas, blobBaseFee: blobFee };
}
