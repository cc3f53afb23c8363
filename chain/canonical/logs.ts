import { EMPTY_BYTES, equalBytes } from '../../storage/encoding/bytes.ts';
import type { Store } from '../../storage/store.ts';
import type { Log } from '../../vm/log.ts';
import type { Block } from '../block/block.ts';
import { countTransactions, readTransactionHash } from '../block/bodyRecord.ts';
import { decodeHeader } from '../block/headerCodec.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { readTransactionLogs, spanOfLog } from '../receipt/receiptsRecord.ts';
import { LogLimitError } from './errors.ts';
import type { LogCondition, MinedLog } from './mined.ts';

/** A block, as its logs name it. */
interface LoggingBlock {
  readonly number: bigint;
  readonly hash: Uint8Array;
  readonly timestamp: bigint;
}

/** The stored parts of one block, from which its logs are read. */
interface LogSource extends LoggingBlock {
  readonly body: Uint8Array;
  readonly receipts: Uint8Array;
}

/**
 * The canonical logs that match, in chain order, from the store's index: only blocks and transactions with candidates are
 * read. Throws LogLimitError past `limit`.
 */
export function findLogs(
  store: Store,
  condition: LogCondition,
  from: bigint,
  to: bigint,
  limit: number,
): MinedLog[] {
  const found: MinedLog[] = [];
  let lastWhole: bigint | undefined;
  for (const { blockNumber, logIndexes } of store.logs({ ...condition, from, to })) {
    const hash = store.blocks.canonicalHash(blockNumber);
    const source = hash === undefined ? undefined : logSource(store, hash);
    if (source === undefined) continue;
    for (const mined of logIndexes === undefined ? allLogs(source) : pickLogs(source, logIndexes)) {
      if (!matchesLog(condition, mined.log)) continue;
      if (found.length >= limit) throw new LogLimitError(limit, lastWhole);
      found.push(mined);
    }
    lastWhole = blockNumber;
  }
  return found;
}

/** Every log of a block, canonical or not; undefined when it is unknown or was never executed. */
export function logsOfBlock(store: Store, hash: Uint8Array): MinedLog[] | undefined {
  const source = logSource(store, hash);
  return source === undefined ? undefined : allLogs(source);
}

/** Every log of a block whose parts are at hand. */
export function logsAtHand({ hash, header, transactions }: Block, receipts: readonly Receipt[]): MinedLog[] {
  const block = { number: header.number, hash, timestamp: header.timestamp };
  const found: MinedLog[] = [];
  transactions.forEach((transaction, index) => {
    for (const log of receipts[index]?.logs ?? []) {
      found.push(mined(block, { index, hash: transaction.hash }, found.length, log));
    }
  });
  return found;
}

/** Whether a log meets a condition. A condition with more positions than the log has topics is never met (as in geth). */
export function matchesLog({ addresses, topics }: LogCondition, log: Log): boolean {
  if (topics.length > 0 && topics.length > log.topics.length) return false;
  if (addresses.length > 0 && !addresses.some((address) => equalBytes(address, log.address))) return false;
  return topics.every((wanted, position) => {
    const topic = log.topics[position];
    return (
      wanted === undefined ||
      wanted.length === 0 ||
      (topic !== undefined && wanted.some((candidate) => equalBytes(candidate, topic)))
    );
  });
}

function logSource({ blocks }: Store, hash: Uint8Array): LogSource | undefined {
  const header = blocks.header(hash);
  const body = blocks.body(hash);
  const receipts = blocks.receipts(hash);
  if (header === undefined || body === undefined || receipts === undefined || receipts.length === 0) {
    return undefined;
  }
  const { number, timestamp } = decodeHeader(header);
  return { number, hash, timestamp, body, receipts };
}

function allLogs(source: LogSource): MinedLog[] {
  const found: MinedLog[] = [];
  const count = countTransactions(source.body);
  for (let index = 0; index < count; index++) {
    const logs = readTransactionLogs(source.receipts, index);
    if (logs.length === 0) continue;
    const transaction = transactionOf(source, index);
    for (const log of logs) found.push(mined(source, transaction, found.length, log));
  }
  return found;
}

/** The logs at ascending positions of the block. */
function pickLogs(source: LogSource, logIndexes: readonly number[]): MinedLog[] {
  const found: MinedLog[] = [];
  let logs: readonly Log[] = [];
  let firstLog = 0;
  let transaction = NO_TRANSACTION;
  for (const logIndex of logIndexes) {
    if (logIndex >= firstLog + logs.length) {
      const span = spanOfLog(source.receipts, logIndex, transaction.index + 1);
      if (span === undefined) break;
      logs = readTransactionLogs(source.receipts, span.transactionIndex);
      firstLog = span.firstLog;
      transaction = transactionOf(source, span.transactionIndex);
    }
    const log = logs[logIndex - firstLog];
    if (log !== undefined) found.push(mined(source, transaction, logIndex, log));
  }
  return found;
}

/** A transaction as its logs name it. */
interface LoggingTransaction {
  readonly index: number;
  readonly hash: Uint8Array;
}

/** Before the first. */
const NO_TRANSACTION: LoggingTransaction = { index: -1, hash: EMPTY_BYTES };

function transactionOf({ body }: LogSource, index: number): LoggingTransaction {
  return { index, hash: readTransactionHash(body, index) };
}

function mined(block: LoggingBlock, transaction: LoggingTransaction, logIndex: number, log: Log): MinedLog {
  return {
    log,
    blockNumber: block.number,
    blockHash: block.hash,
    blockTimestamp: block.timestamp,
    transactionHash: transaction.hash,
    transactionIndex: transaction.index,
    logIndex,
  };
}
