import type { Header } from '../block/header.ts';

/** wei per gas of the first block under EIP-1559: 1 gwei. */
export const INITIAL_BASE_FEE = 1_000_000_000n;

const ELASTICITY = 2n;
const CHANGE_DENOMINATOR = 8n;

/**
 * The base fee in wei per gas that a London block must have on top of `parent` (EIP-1559). A parent without a base fee
 * is the last block before London.
 */
export function nextBaseFee(parent: Pick<Header, 'baseFeePerGas' | 'gasLimit' | 'gasUsed'>): bigint {
  const base = parent.baseFeePerGas;
  if (base === undefined) return INITIAL_BASE_FEE;
  const target = parent.gasLimit / ELASTICITY;
  if (parent.gasUsed === target || target === 0n) return base;
  if (parent.gasUsed > target) {
    const rise = (base * (parent.gasUsed - target)) / target / CHANGE_DENOMINATOR;
    return base + (rise > 1n ? rise : 1n);
  }
  return base - (base * (target - parent.gasUsed)) / target / CHANGE_DENOMINATOR;
}
