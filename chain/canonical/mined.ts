import type { Log } from '../../vm/log.ts';
import type { SealedHeader } from '../block/header.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** A transaction in its block. */
export interface MinedTransaction {
  readonly transaction: Transaction;
  readonly index: number;
  readonly block: SealedHeader;
}

/** A receipt in its block. */
export interface MinedReceipt {
  readonly receipt: Receipt;
  /** logs of the block before this transaction's */
  readonly firstLog: number;
}

/** A log with its place in the chain. */
export interface MinedLog {
  readonly log: Log;
  readonly blockNumber: bigint;
  /** 32 bytes */
  readonly blockHash: Uint8Array;
  /** seconds */
  readonly blockTimestamp: bigint;
  /** 32 bytes */
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

/** An account and slots with Merkle proofs against a block's state root. */
export interface MinedProof {
  readonly nonce: bigint;
  /** wei */
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
