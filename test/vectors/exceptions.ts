import type { TransactionErrorCode } from '../../vm/transaction/errors.ts';

/** Our codes for the exceptions that the vectors name; several where the order of checks is free. */
const CODES: Readonly<Record<string, readonly TransactionErrorCode[]>> = {
  INSUFFICIENT_ACCOUNT_FUNDS: ['insufficient-funds'],
  GASLIMIT_PRICE_PRODUCT_OVERFLOW: ['insufficient-funds'],
  INTRINSIC_GAS_TOO_LOW: ['intrinsic-gas', 'floor-gas'],
  INTRINSIC_GAS_BELOW_FLOOR_GAS_COST: ['intrinsic-gas', 'floor-gas'],
  SENDER_NOT_EOA: ['sender-not-eoa'],
  INITCODE_SIZE_EXCEEDED: ['initcode-too-large'],
  INSUFFICIENT_MAX_FEE_PER_GAS: ['fee-cap-too-low'],
  PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS: ['tip-above-fee-cap'],
  GAS_LIMIT_EXCEEDS_MAXIMUM: ['gas-limit-too-high'],
  GAS_ALLOWANCE_EXCEEDED: ['gas-limit-reached'],
  NONCE_IS_MAX: ['nonce-max'],
  NONCE_MISMATCH_TOO_LOW: ['nonce-too-low'],
  NONCE_MISMATCH_TOO_HIGH: ['nonce-too-high'],
  TYPE_1_TX_PRE_FORK: ['tx-type-not-supported'],
  TYPE_2_TX_PRE_FORK: ['tx-type-not-supported'],
  TYPE_3_TX_PRE_FORK: ['tx-type-not-supported'],
  TYPE_4_TX_PRE_FORK: ['tx-type-not-supported'],
  TYPE_3_TX_ZERO_BLOBS: ['blob-hashes-missing'],
  TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH: ['blob-hash-version'],
  TYPE_3_TX_CONTRACT_CREATION: ['blob-create'],
  TYPE_3_TX_BLOB_COUNT_EXCEEDED: ['blob-too-many', 'blob-gas-limit-reached'],
  TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED: ['blob-gas-limit-reached', 'blob-too-many'],
  INSUFFICIENT_MAX_FEE_PER_BLOB_GAS: ['blob-fee-cap-too-low'],
  TYPE_4_TX_CONTRACT_CREATION: ['set-code-create'],
  TYPE_4_EMPTY_AUTHORIZATION_LIST: ['set-code-empty-list'],
};

/** Whether a code is one of those that an expectation such as `TransactionException.A|TransactionException.B` allows. */
export function isExpected(expectation: string, code: TransactionErrorCode): boolean {
  return expectation
    .split('|')
    .map((name) => name.replace('TransactionException.', ''))
    .some((name) => CODES[name]?.includes(code) === true);
}
