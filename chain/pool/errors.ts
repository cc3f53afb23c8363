/** Why the pool refused a transaction. Each code has geth's text for it, where geth knows the reason. */
const POOL_REFUSALS = {
  'already-known': 'already known',
  underpriced: 'transaction underpriced',
  'replacement-underpriced': 'replacement transaction underpriced',
  'price-below-minimum': 'transaction gas price below minimum',
  'pool-full': 'txpool is full',
  'future-replaces-pending': 'future transaction tries to replace pending',
  'account-limit': 'account limit exceeded',
  'delegated-in-flight': 'in-flight transaction limit reached for delegated accounts',
  'delegated-gap': 'gapped-nonce tx from delegated accounts',
  'authority-reserved': 'authority already reserved',
  oversized: 'oversized data',
  'type-not-supported': 'transaction type not supported',
  'unprotected-transaction': 'only replay-protected (EIP-155) transactions allowed over RPC',
  'wrong-chain': 'invalid sender: invalid chain id for signer',
  'initcode-too-large': 'max initcode size exceeded',
  'gas-limit-too-high': 'transaction gas limit too high',
  'block-gas-limit': 'exceeds block gas limit',
  'tip-above-fee-cap': 'max priority fee per gas higher than max fee per gas',
  'fee-cap-too-low': 'max fee per gas less than block base fee',
  'blob-fee-cap-too-low': 'max fee per blob gas less than block blob gas fee',
  'nonce-max': 'nonce has max value',
  'nonce-too-low': 'nonce too low',
  'nonce-too-high': 'nonce too high',
  'intrinsic-gas': 'intrinsic gas too low',
  'floor-gas': 'insufficient gas for floor data gas cost',
  'insufficient-funds': 'insufficient funds for gas * price + value',
  'sender-not-eoa': 'sender not an eoa',
  'blob-limit': 'transaction blob limit exceeded',
  'blob-missing': 'blobless blob transaction',
  'blob-sidecar': 'invalid blob sidecar',
  'authorization-missing': 'set code tx must have at least one authorization tuple',
  // of chains with XAI's modules
  'contracts-disabled': 'contract transactions are disabled',
  'denied-by-module': 'transaction denied by a module',
} as const;

/** Why the pool takes no transaction. */
export type PoolErrorCode = keyof typeof POOL_REFUSALS;

/** A transaction that the pool does not take, or no longer holds. */
export class PoolError extends Error {
  override readonly name = 'PoolError';

  /** `detail` follows geth's text after a colon; `text` replaces it where geth says something particular. */
  constructor(
    readonly code: PoolErrorCode,
    detail?: string,
    text: string = POOL_REFUSALS[code],
  ) {
    super(detail === undefined ? text : `${text}: ${detail}`);
  }
}
