/** What bounds the pool; names and defaults follow geth's --txpool.* flags. */
export interface PoolOptions {
  /** slots of 32 KiB for executable transactions of all accounts together */
  readonly pendingSlots: number;
  /** slots of 32 KiB for transactions that wait for an earlier nonce */
  readonly queuedSlots: number;
  /** executable transactions that an account keeps when the pool is over `pendingSlots` */
  readonly accountSlots: number;
  /** waiting transactions of one account */
  readonly accountQueue: number;
  /** bytes of all transactions, sidecars included */
  readonly maxBytes: number;
  /** bytes of one transaction, without its sidecar */
  readonly maxTransactionBytes: number;
  /** per cent by which a replacement must raise both fees */
  readonly priceBump: bigint;
  /** the same for blob transactions, whose three fees must rise */
  readonly blobPriceBump: bigint;
  /** wei per gas: the least tip */
  readonly minTip: bigint;
  /** milliseconds that an account's waiting transactions are kept without news; undefined: for ever */
  readonly queueLifetime: number | undefined;
  /** Takes legacy transactions without a chain id. */
  readonly allowUnprotected: boolean;
  /** Takes transactions of senders with code (EIP-3607 forbids them): impersonated contracts. */
  readonly contractSenders: boolean;
  /** Holds delegated accounts to one transaction at a time, since others may move their funds (EIP-7702). */
  readonly limitDelegated: boolean;
  /** Refuses a fee cap below the next base fee at once, where geth lets it wait. */
  readonly requireBaseFee: boolean;
}

const KIB = 1024;
const MIB = KIB * KIB;

/** geth's defaults; blobs, which geth keeps on disk, count in `maxBytes` here. */
export const DEFAULT_POOL_OPTIONS: PoolOptions = {
  pendingSlots: 4096,
  queuedSlots: 1024,
  accountSlots: 16,
  accountQueue: 64,
  maxBytes: 256 * MIB,
  maxTransactionBytes: 128 * KIB,
  priceBump: 10n,
  blobPriceBump: 100n,
  minTip: 1n,
  queueLifetime: 3 * 60 * 60 * 1000,
  allowUnprotected: false,
  contractSenders: false,
  limitDelegated: true,
  requireBaseFee: false,
};

/**
 * What a development chain relaxes, as anvil does: no least tip, no expiry, room for load tests, any sender, contracts
 * of any size. A fee cap below the base fee is refused instead of waiting unseen.
 */
export const DEV_POOL_OPTIONS: PoolOptions = {
  ...DEFAULT_POOL_OPTIONS,
  pendingSlots: 262_144,
  queuedSlots: 65_536,
  accountSlots: 262_144,
  accountQueue: 65_536,
  maxTransactionBytes: 4 * MIB,
  minTip: 0n,
  queueLifetime: undefined,
  allowUnprotected: true,
  contractSenders: true,
  limitDelegated: false,
  requireBaseFee: true,
};
