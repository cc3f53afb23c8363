import type { Withdrawal } from '../../chain/block/block.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { quantityHex } from './hex.ts';

/** A validator withdrawal; the amount is in gwei. */
export function formatWithdrawal(withdrawal: Withdrawal) {
  return {
    index: quantityHex(withdrawal.index),
    validatorIndex: quantityHex(withdrawal.validatorIndex),
    address: toHex(withdrawal.address),
    amount: quantityHex(withdrawal.amount),
  };
}
