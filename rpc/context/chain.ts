import type { Block } from '../../chain/block/block.ts';
import type { Header } from '../../chain/block/header.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Log } from '../../vm/log.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';

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
