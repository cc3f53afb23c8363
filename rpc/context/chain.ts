import type { Block } from '../../chain/block/block.ts';
import type { SealedHeader } from '../../chain/block/header.ts';
import type {
  LogCondition,
  MinedLog,
  MinedProof,
  MinedReceipt,
  MinedTransaction,
} from '../../chain/canonical/mined.ts';
import type { BlockParameters } from '../../chain/protocol/protocol.ts';
import type { Receipt } from '../../chain/receipt/receipt.ts';
import type { HashedAccount, HashedSlot } from '../../storage/state/ranges.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';

/** A block being made, with what it would leave behind; state reads see its end. */
export interface PendingBlock {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  readonly state: StateReader;
}

/** Canonical queries. All but the last are synchronous reads of what was committed. */
export interface ChainReader {
  readonly config: ChainConfig;
  genesis(): SealedHeader;
  head(): SealedHeader;
  /** undefined while nothing is safe */
  safe(): SealedHeader | undefined;
  /** undefined while nothing is final */
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
  /** One receipt of a block, without decoding the others. */
  receipt(hash: Uint8Array, index: number): MinedReceipt | undefined;
  /** Only canonical transactions are found. */
  transaction(hash: Uint8Array): MinedTransaction | undefined;
  /** The canonical transaction of this sender with this nonce. */
  transactionBySenderAndNonce(sender: Uint8Array, nonce: bigint): MinedTransaction | undefined;
  /** What the chain's holders decided about the block after this one; undefined on a plain Ethereum chain. Throws StateUnavailableError. */
  parametersAfter(block: SealedHeader): BlockParameters | undefined;
  /** World state after this block; throws StateUnavailableError where it is not kept. */
  stateAt(block: SealedHeader): StateReader;
  /** Code by its hash, of any account of any block so far; undefined where there was none. */
  code(codeHash: Uint8Array): Uint8Array | undefined;
  /** In chain order. Throws LogLimitError past `limit`. */
  logs(condition: LogCondition, from: bigint, to: bigint, limit: number): readonly MinedLog[];
  logsOfBlock(hash: Uint8Array): readonly MinedLog[] | undefined;
  proof(block: SealedHeader, address: Uint8Array, keys: readonly Uint8Array[]): MinedProof;
  /** The accounts after a block in the order of the state trie, from a hash on; not to be held over an await. */
  accountsAt(block: SealedHeader, start: Uint8Array): Iterable<HashedAccount>;
  /** The slots of an account after a block in the order of its trie, from a hash on; not to be held over an await. */
  slotsAt(block: SealedHeader, address: Uint8Array, start: Uint8Array): Iterable<HashedSlot>;
  /** The accounts that differ between two canonical blocks and are still there after the later one. */
  modifiedAccounts(after: SealedHeader, upTo: SealedHeader): readonly Uint8Array[];
  /** Blocks that were refused, newest first; few are kept. */
  badBlocks(): readonly Block[];
  /** The block that would be made now from the pool. */
  pending(): Promise<PendingBlock>;
}
