import type { Static } from '@sinclair/typebox';
import type { Withdrawal } from '../../chain/block/block.ts';
import type { Withdrawal as WithdrawalSchema } from './block.ts';
import { toBytes, toQuantity } from './parse.ts';

/** A checked withdrawal in the node's terms; the amount is in gwei. */
export function parseWithdrawal(withdrawal: Static<typeof WithdrawalSchema>): Withdrawal {
  return {
    index: toQuantity(withdrawal.index),
    validatorIndex: toQuantity(withdrawal.validatorIndex),
    address: toBytes(withdrawal.address),
    amount: toQuantity(withdrawal.amount),
  };
}
