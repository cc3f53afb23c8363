import type { Transaction } from '../transaction/transaction.ts';

/** The two fee fields of any transaction. */
export type FeeCaps = Pick<Transaction, 'maxFeePerGas' | 'maxPriorityFeePerGas'>;

/**
 * wei per gas that the producer earns at this base fee (EIP-1559); negative where the fee cap does not reach the base
 * fee. Without a base fee (before London) it is the whole price.
 */
export function effectiveTip(fees: FeeCaps, baseFee: bigint | undefined): bigint {
  const room = fees.maxFeePerGas - (baseFee ?? 0n);
  return room < fees.maxPriorityFeePerGas ? room : fees.maxPriorityFeePerGas;
}
