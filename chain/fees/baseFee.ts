import type { Header } from '../block/header.ts';

/** wei per gas of the first block under EIP-1559: 1 gwei. */
export const INITIAL_BASE_FEE = 1_000_000_000n;

/** What the base fee follows from beside the parent. */
export interface FeeMarket {
  /** a block's gas limit over the gas that it should use; at least 1 */
  readonly elasticity: bigint;
  /** the base fee moves by at most this part of itself, where the elasticity is 2; at least 1 */
  readonly baseFeeDenominator: bigint;
  /** wei per gas */
  readonly minimumBaseFee: bigint;
}

/** EIP-1559's own. */
const ETHEREUM_FEE_MARKET: FeeMarket = { elasticity: 2n, baseFeeDenominator: 8n, minimumBaseFee: 0n };

/**
 * The base fee in wei per gas that a London block must have on top of `parent` (EIP-1559). A parent without a base fee
 * is the last block before London. `market` is that of the block itself.
 */
export function nextBaseFee(
  parent: Pick<Header, 'baseFeePerGas' | 'gasLimit' | 'gasUsed'>,
  market: FeeMarket = ETHEREUM_FEE_MARKET,
): bigint {
  const next =
    parent.baseFeePerGas === undefined ? INITIAL_BASE_FEE : moved(parent.baseFeePerGas, parent, market);
  return next > market.minimumBaseFee ? next : market.minimumBaseFee;
}

function moved(
  base: bigint,
  { gasLimit, gasUsed }: Pick<Header, 'gasLimit' | 'gasUsed'>,
  { elasticity, baseFeeDenominator }: FeeMarket,
): bigint {
  const target = gasLimit / elasticity;
  if (gasUsed === target || target === 0n) return base;
  if (gasUsed > target) {
    const rise = (base * (gasUsed - target)) / target / baseFeeDenominator;
    return base + (rise > 1n ? rise : 1n);
  }
  return base - (base * (target - gasUsed)) / target / baseFeeDenominator;
}
