import type { Transaction } from '../transaction/transaction.ts';

type Fees = Pick<Transaction, 'type' | 'maxFeePerGas' | 'maxPriorityFeePerGas'> &
  Partial<Pick<Transaction, 'maxFeePerBlobGas'>>;

/**
 * Whether `next` pays enough more than `old`, which it would replace: every fee must be higher, and by `bump` per cent
 * at least, rounded down (go-ethereum core/txpool: PriceBump; wallets that add a tenth round down too). A blob transaction
 * and another kind never replace each other.
 */
export function mayReplace(old: Fees, next: Fees, bump: bigint): boolean {
  if ((old.type === 3) !== (next.type === 3)) return false;
  return (
    raised(old.maxFeePerGas, next.maxFeePerGas, bump) &&
    raised(old.maxPriorityFeePerGas, next.maxPriorityFeePerGas, bump) &&
    (old.type !== 3 || raised(old.maxFeePerBlobGas ?? 0n, next.maxFeePerBlobGas ?? 0n, bump))
  );
}

function raised(old: bigint, next: bigint, bump: bigint): boolean {
  return next > old && next >= (old * (100n + bump)) / 100n;
}
