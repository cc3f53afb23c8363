import type { Block } from '../../chain/block/block.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import type { UnsignedTransaction } from '../../chain/wallet/wallet.ts';

/** What dev mode can do to the chain. Every call is serialised with block making. Amounts in wei, times in seconds. */
export interface DevControl {
  mine(blocks: bigint, interval: bigint | undefined): Promise<void>;
  /** evm_mine with a timestamp */
  mineAt(timestamp: bigint | undefined): Promise<Block>;
  automine(): boolean;
  setAutomine(on: boolean): Promise<void>;
  /** milliseconds between blocks; undefined: none */
  interval(): number | undefined;
  setInterval(milliseconds: number | undefined): Promise<void>;
  /** Moves the clock; returns the total offset in seconds. */
  increaseTime(seconds: bigint): Promise<bigint>;
  setNextBlockTimestamp(timestamp: bigint): Promise<void>;
  /** Moves the clock to this time; returns the difference in seconds. */
  setTime(timestamp: bigint): Promise<bigint>;
  /** undefined removes it; returns whether one was set before. */
  setBlockTimestampInterval(seconds: bigint | undefined): Promise<boolean>;
  snapshot(): Promise<bigint>;
  revert(id: bigint): Promise<boolean>;
  setBalance(address: Uint8Array, balance: bigint): Promise<void>;
  setCode(address: Uint8Array, code: Uint8Array): Promise<void>;
  /** `lowerAllowed` false refuses a nonce below the current one, as Hardhat does. */
  setNonce(address: Uint8Array, nonce: bigint, lowerAllowed: boolean): Promise<void>;
  setStorageAt(address: Uint8Array, key: Uint8Array, value: Uint8Array): Promise<void>;
  impersonate(address: Uint8Array): void;
  /** Returns whether it was impersonated. */
  stopImpersonating(address: Uint8Array): boolean;
  autoImpersonate(on: boolean): void;
  /** Lets ecrecover answer this address for this signature, 65 bytes r‖s‖v, whatever was signed. */
  impersonateSignature(signature: Uint8Array, address: Uint8Array): Promise<void>;
  /** True when transactions of this address need no key. */
  isImpersonated(address: Uint8Array): boolean;
  /** Adds a transaction without a valid signature for an impersonated or sendUnsigned sender; mined as others are. */
  submitUnsigned(request: UnsignedTransaction): Promise<Transaction>;
  dropTransaction(hash: Uint8Array): Promise<boolean>;
  /** Drops all; with a sender, only theirs. */
  dropAllTransactions(sender?: Uint8Array): Promise<void>;
  /** The blobs of a mined transaction; undefined where they are not kept. */
  minedBlobs(transaction: Uint8Array): readonly Uint8Array[] | undefined;
  /** The blob of a mined transaction with this versioned hash; undefined where it is not kept. */
  minedBlob(versionedHash: Uint8Array): Uint8Array | undefined;
  setNextBlockBaseFee(baseFee: bigint): Promise<void>;
  setMinGasPrice(price: bigint): Promise<void>;
  setBlockGasLimit(gasLimit: bigint): Promise<void>;
  setCoinbase(address: Uint8Array): Promise<void>;
  setPrevRandao(value: Uint8Array): Promise<void>;
  setChainId(chainId: bigint): Promise<void>;
  setLoggingEnabled(on: boolean): void;
  /** Back to genesis. */
  reset(): Promise<void>;
  /** anvil's dump: gzip of a JSON document. */
  dumpState(): Promise<Uint8Array>;
  loadState(dump: Uint8Array): Promise<void>;
  /** Replaces the last `depth` blocks by new ones; `transactions` are placed by offset from the first of them. */
  reorg(
    depth: number,
    transactions: readonly { readonly transaction: Transaction; readonly offset: number }[],
  ): Promise<void>;
  /** Removes the last `depth` blocks. */
  rollback(depth: number): Promise<void>;
  info(): DevInfo;
}

/** What anvil_nodeInfo and hardhat_metadata tell. */
export interface DevInfo {
  readonly hardfork: string;
  readonly transactionOrder: string;
  /** 32 bytes, made at start and changed by a reset */
  readonly instanceId: Uint8Array;
  /** seconds */
  readonly timestamp: bigint;
  /** snapshots that can be reverted to, with the block each was taken at */
  readonly snapshots: ReadonlyMap<bigint, { readonly number: bigint; readonly hash: Uint8Array }>;
}
