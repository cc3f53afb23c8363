import type { Block, Withdrawal } from '../chain/block/block.ts';
import type { Header } from '../chain/block/header.ts';
import type { Receipt } from '../chain/receipt/receipt.ts';
import type { AccessListEntry, Authorization, Transaction } from '../chain/transaction/transaction.ts';
import type { StateReader } from '../storage/state/reader.ts';
import type { Log, MessageResult } from '../vm/engine.ts';
import type { BlockEnvironment } from '../vm/environment.ts';
import type { ChainConfig } from '../vm/rules/chainConfig.ts';
import type { Rules } from '../vm/rules/rules.ts';
import type { Tracer } from '../vm/tracing/tracer.ts';

/** What the JSON-RPC methods need of the node. The parts are made in chain/ and handed over by src/node.ts. */
export interface NodeContext {
  readonly options: RpcOptions;
  readonly chain: ChainReader;
  readonly pool: PoolAccess;
  readonly calls: CallExecutor;
  readonly fees: FeeOracle;
  readonly wallet: Wallet;
  readonly events: ChainEvents;
  /** Present in dev mode only: anvil_*, hardhat_*, evm_*. */
  readonly dev: DevControl | undefined;
}

/** What the program's options say about the RPC surface. */
export interface RpcOptions {
  /** web3_clientVersion */
  readonly clientVersion: string;
  /** gas for eth_call and eth_estimateGas */
  readonly callGasCap: bigint;
  /** milliseconds for one eth_call, estimate or trace */
  readonly callTimeout: number;
  /** blocks that one eth_getLogs may cover; 0: no bound */
  readonly logBlockRange: number;
  /** logs that one answer may hold */
  readonly logResultLimit: number;
  /** requests in one batch */
  readonly batchLimit: number;
  /** bytes of one request body */
  readonly bodyLimit: number;
  /** filters kept at a time */
  readonly filterLimit: number;
  /** subscriptions on one connection */
  readonly subscriptionLimit: number;
}

/** A header with its hash. */
export interface SealedHeader {
  readonly header: Header;
  readonly hash: Uint8Array;
}

/** A transaction in its block. */
export interface MinedTransaction {
  readonly transaction: Transaction;
  readonly index: number;
  readonly block: SealedHeader;
}

/** A log with its place in the chain. */
export interface MinedLog {
  readonly log: Log;
  readonly blockNumber: bigint;
  readonly blockHash: Uint8Array;
  /** seconds */
  readonly blockTimestamp: bigint;
  readonly transactionHash: Uint8Array;
  readonly transactionIndex: number;
  /** in the block */
  readonly logIndex: number;
}

/** Conditions on logs: any of the addresses (empty: all), and per position any of the topics (undefined: all). */
export interface LogCondition {
  readonly addresses: readonly Uint8Array[];
  readonly topics: readonly (readonly Uint8Array[] | undefined)[];
}

/** eth_getProof's answer, in bytes. */
export interface AccountProof {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly codeHash: Uint8Array;
  readonly storageHash: Uint8Array;
  /** RLP of each node from the root down */
  readonly accountProof: readonly Uint8Array[];
  readonly storageProof: readonly {
    readonly key: Uint8Array;
    readonly value: bigint;
    readonly proof: readonly Uint8Array[];
  }[];
}

/** A block being made, with what it would leave behind; state reads see its end. */
export interface PendingBlock {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  readonly state: StateReader;
}

/** Canonical queries. All are synchronous reads of what was committed. */
export interface ChainReader {
  readonly config: ChainConfig;
  genesis(): SealedHeader;
  head(): SealedHeader;
  /** undefined while nothing is safe / final */
  safe(): SealedHeader | undefined;
  finalized(): SealedHeader | undefined;
  headerByNumber(number: bigint): SealedHeader | undefined;
  headerByHash(hash: Uint8Array): SealedHeader | undefined;
  blockByNumber(number: bigint): Block | undefined;
  blockByHash(hash: Uint8Array): Block | undefined;
  isCanonical(hash: Uint8Array): boolean;
  /** Sum of difficulties up to and including this block. */
  totalDifficulty(hash: Uint8Array): bigint | undefined;
  /** Bytes of the whole encoded block, for the field `size`. */
  blockSize(hash: Uint8Array): number | undefined;
  receipts(hash: Uint8Array): readonly Receipt[] | undefined;
  /** Only canonical transactions are found. */
  transaction(hash: Uint8Array): MinedTransaction | undefined;
  /** The canonical transaction of this sender with this nonce. */
  transactionBySenderAndNonce(sender: Uint8Array, nonce: bigint): MinedTransaction | undefined;
  /** World state after this block; throws StateUnavailableError where it is not kept. */
  stateAt(block: SealedHeader): StateReader;
  /** In chain order. Throws LogLimitError past `limit`. */
  logs(condition: LogCondition, from: bigint, to: bigint, limit: number): readonly MinedLog[];
  logsOfBlock(hash: Uint8Array): readonly MinedLog[] | undefined;
  proof(block: SealedHeader, address: Uint8Array, keys: readonly Uint8Array[]): AccountProof;
  /** The block that would be made now from the pool. */
  pending(): Promise<PendingBlock>;
}

/** The transaction pool as methods see it. */
export interface PoolAccess {
  /** Decodes, checks and adds; in instant mode the block exists when this resolves. Throws PoolError or TransactionError. */
  submitRaw(raw: Uint8Array): Promise<Transaction>;
  get(hash: Uint8Array): Transaction | undefined;
  /** The next nonce with the pool's gapless transactions counted. */
  pendingNonce(address: Uint8Array): bigint;
  pending(): ReadonlyMap<string, readonly Transaction[]>;
  queued(): ReadonlyMap<string, readonly Transaction[]>;
  status(): { readonly pending: number; readonly queued: number };
}

/** A call object, parsed. Absent fields are undefined. */
export interface CallRequest {
  readonly from?: Uint8Array | undefined;
  readonly to?: Uint8Array | undefined;
  readonly gas?: bigint | undefined;
  readonly gasPrice?: bigint | undefined;
  readonly maxFeePerGas?: bigint | undefined;
  readonly maxPriorityFeePerGas?: bigint | undefined;
  readonly maxFeePerBlobGas?: bigint | undefined;
  readonly value?: bigint | undefined;
  readonly nonce?: bigint | undefined;
  readonly data?: Uint8Array | undefined;
  readonly accessList?: readonly AccessListEntry[] | undefined;
  readonly blobHashes?: readonly Uint8Array[] | undefined;
  readonly authorizations?: readonly Authorization[] | undefined;
  readonly chainId?: bigint | undefined;
  readonly type?: number | undefined;
}

/** geth's state override set for one account. */
export interface AccountOverride {
  readonly nonce?: bigint | undefined;
  readonly balance?: bigint | undefined;
  readonly code?: Uint8Array | undefined;
  /** Replaces all storage. */
  readonly state?: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[] | undefined;
  /** Replaces single slots. */
  readonly stateDiff?: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[] | undefined;
  /** 20 bytes: the precompile at this address answers there instead. */
  readonly movePrecompileTo?: Uint8Array | undefined;
}

/** State overrides in the order given. */
export type StateOverride = readonly { readonly address: Uint8Array; readonly account: AccountOverride }[];

/** geth's block override set. */
export interface BlockOverride {
  readonly number?: bigint | undefined;
  readonly difficulty?: bigint | undefined;
  readonly time?: bigint | undefined;
  readonly gasLimit?: bigint | undefined;
  readonly feeRecipient?: Uint8Array | undefined;
  readonly prevRandao?: Uint8Array | undefined;
  readonly baseFeePerGas?: bigint | undefined;
  readonly blobBaseFee?: bigint | undefined;
  readonly beaconRoot?: Uint8Array | undefined;
  readonly withdrawals?: readonly Withdrawal[] | undefined;
}

/** The state that a call runs on: after a committed block, or the pending one. */
export type CallBase =
  | { readonly kind: 'block'; readonly block: SealedHeader }
  | { readonly kind: 'pending' };

/** A call with all that may surround it. */
export interface CallOptions {
  readonly base: CallBase;
  readonly stateOverride?: StateOverride | undefined;
  readonly blockOverride?: BlockOverride | undefined;
}

/** Runs messages that leave nothing behind. */
export interface CallExecutor {
  /** eth_call. Throws CallError for what a transaction would be refused for; a halt is in the result. */
  call(request: CallRequest, options: CallOptions, tracer?: Tracer): Promise<MessageResult>;
  /** eth_estimateGas: the least gas limit with which the call succeeds. Throws ExecutionRevertedError, CallError. */
  estimateGas(request: CallRequest, options: CallOptions): Promise<bigint>;
  /** eth_createAccessList */
  createAccessList(
    request: CallRequest,
    options: CallOptions,
  ): Promise<{
    readonly accessList: readonly AccessListEntry[];
    readonly gasUsed: bigint;
    readonly halt: string | undefined;
  }>;
  /**
   * Runs the transactions of a committed block again, one after the other on its parent's state; `tracerFor` gives the
   * tracer of each (undefined: run it untraced); `onDone` is called after each with its message result, its gas used
   * and the state before and after. Stops after the transaction at `last`.
   */
  replayBlock(block: Block, replay: BlockReplay): Promise<void>;
  /**
   * debug_traceCall: runs the call as eth_call does, with the state before and after at hand. `beforeTransaction` puts it
   * in the place of that transaction of the base block instead of behind the whole block. Throws as `call` does.
   */
  traceCall(
    request: CallRequest,
    options: CallOptions & { readonly beforeTransaction?: number | undefined },
    tracerFor: (call: TracedCall) => Tracer,
  ): Promise<TransactionReplay>;
}

/** A call about to be traced. */
export interface TracedCall {
  /** 20 bytes */
  readonly sender: Uint8Array;
  /** 20 bytes; undefined creates a contract */
  readonly to: Uint8Array | undefined;
  readonly gasLimit: bigint;
  readonly authorizations: readonly Authorization[];
  readonly block: BlockEnvironment;
  readonly rules: Rules;
  /** A live view: it shows the state before the call now, and its changes while it runs. */
  readonly state: StateReader;
}

/** How a block is run again for tracing. */
export interface BlockReplay {
  /** index of the last transaction to run */
  readonly last: number;
  /** `state` is a live view: it shows the state before the transaction now, and its changes while it runs. */
  tracerFor(index: number, transaction: Transaction, state: StateReader): Tracer | undefined;
  onDone(index: number, transaction: Transaction, outcome: TransactionReplay): void;
}

/** One transaction run again. */
export interface TransactionReplay {
  readonly result: MessageResult;
  /** intrinsic gas and refunds counted */
  readonly gasUsed: bigint;
  readonly after: StateReader;
}

/** Suggestions for fees. */
export interface FeeOracle {
  /** wei per gas */
  gasPrice(): bigint;
  /** wei per gas */
  maxPriorityFeePerGas(): bigint;
  /** wei per gas of the next block; undefined before London */
  nextBaseFee(): bigint | undefined;
  /** wei per blob gas of the next block; undefined before Cancun */
  nextBlobBaseFee(): bigint | undefined;
  /** eth_feeHistory */
  history(blockCount: number, newest: bigint, percentiles: readonly number[]): FeeHistory;
}

/** eth_feeHistory's answer, in numbers. */
export interface FeeHistory {
  readonly oldestBlock: bigint;
  readonly baseFeePerGas: readonly bigint[];
  readonly gasUsedRatio: readonly number[];
  readonly baseFeePerBlobGas: readonly bigint[];
  readonly blobGasUsedRatio: readonly number[];
  readonly reward: readonly (readonly bigint[])[] | undefined;
}

/** The keys that this node may sign with: dev accounts, and impersonated addresses in dev mode. */
export interface Wallet {
  /** 20 bytes each */
  accounts(): readonly Uint8Array[];
  /** Fills nothing in: the request is complete. Throws UnknownAccountError. */
  signTransaction(request: UnsignedTransaction): Transaction;
  /** 65 bytes r‖s‖v of a 32-byte digest. Throws UnknownAccountError. */
  signDigest(address: Uint8Array, digest: Uint8Array): Uint8Array;
}

/** A transaction with every field decided but its signature. */
export interface UnsignedTransaction {
  readonly from: Uint8Array;
  readonly type: 0 | 1 | 2 | 3 | 4;
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly to: Uint8Array | undefined;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListEntry[];
  readonly maxFeePerBlobGas?: bigint | undefined;
  readonly blobHashes?: readonly Uint8Array[] | undefined;
  readonly authorizations?: readonly Authorization[] | undefined;
}

/** The head moved. On a reorg `removed` holds what left the chain, newest first; `added` what joined, oldest first. */
export interface HeadChange {
  readonly added: readonly Block[];
  readonly removed: readonly Block[];
  /** Logs of `removed`, newest block first, in log order inside a block. */
  readonly removedLogs: readonly MinedLog[];
}

/** What subscribers hear; each call returns the function that ends the subscription. Announced after the commit. */
export interface ChainEvents {
  onHead(listener: (change: HeadChange) => void): () => void;
  onPendingTransaction(listener: (transaction: Transaction) => void): () => void;
}

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
  setBlockTimestampInterval(seconds: bigint | undefined): Promise<void>;
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
  /** True when transactions of this address need no key. */
  isImpersonated(address: Uint8Array): boolean;
  /** Adds a transaction without a valid signature for an impersonated or sendUnsigned sender; mined as others are. */
  submitUnsigned(request: UnsignedTransaction): Promise<Transaction>;
  dropTransaction(hash: Uint8Array): Promise<boolean>;
  /** Drops all; with a sender, only theirs. */
  dropAllTransactions(sender?: Uint8Array): Promise<void>;
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
