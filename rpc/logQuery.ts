import { LogLimitError } from '../chain/canonical/errors.ts';
import { matchesLog } from '../chain/canonical/logs.ts';
import type { MinedLog } from '../chain/canonical/mined.ts';
import { findHeader } from './blockTag.ts';
import type { ChainReader } from './context/chain.ts';
import type { NodeContext } from './context.ts';
import { HeaderNotFoundError, InvalidParamsError, LimitExceededError, ServerError } from './errors.ts';
import { quantityHex } from './format/hex.ts';
import type { LogQuery } from './schema/parseFilter.ts';

/**
 * The logs that a query asks for, in chain order. Throws where the range runs backwards, where the block is not known,
 * and LimitExceededError past the operator's bounds, with a range that fits in its text.
 */
export function queryLogs(query: LogQuery, { chain, options, dev }: NodeContext): readonly MinedLog[] {
  if (query.blockHash !== undefined) return logsInBlock(query.blockHash, query, chain);
  const head = chain.head().header.number;
  const from = boundNumber(query.fromBlock, chain, head);
  const to = boundNumber(query.toBlock, chain, head);
  const explicit = query.fromBlock?.startsWith('0x') === true && query.toBlock?.startsWith('0x') === true;
  if (explicit && from > to) throw new InvalidParamsError('invalid block range params');
  if (dev === undefined) requireRange(query, { from, to, head });
  if (from > to || from > head) return [];

  let last = to;
  if (last > head) last = head;
  const limit = BigInt(options.logBlockRange);
  if (limit > 0n && last - from >= limit) {
    throw new LimitExceededError(
      `query spans ${last - from + 1n} blocks, the limit is ${limit} (--rpc-log-range). ${suggest(from, from + limit - 1n)}`,
    );
  }
  try {
    return chain.logs(query.condition, from, last, options.logResultLimit);
  } catch (error) {
    throw error instanceof LogLimitError ? tooManyLogs(error, from) : error;
  }
}

/** What geth refuses and anvil does not: dev mode, which stands in for anvil, leaves it. */
function requireRange(
  { fromBlock, toBlock }: LogQuery,
  { from, to, head }: Readonly<Record<'from' | 'to' | 'head', bigint>>,
): void {
  if (fromBlock === 'pending' || toBlock === 'pending') {
    throw new InvalidParamsError('pending logs are not supported');
  }
  if (from > to) throw new InvalidParamsError('invalid block range params');
  if (to > head) throw new InvalidParamsError('block range extends beyond current head block');
}

function tooManyLogs({ limit, lastWhole }: LogLimitError, from: bigint): LimitExceededError {
  const hint = lastWhole === undefined ? 'Ask for fewer addresses or topics.' : suggest(from, lastWhole);
  return new LimitExceededError(`query returned more than ${limit} results (--rpc-log-results). ${hint}`);
}

/** The words that indexers read a smaller range from. */
function suggest(from: bigint, to: bigint): string {
  return `Try with this block range [${quantityHex(from)}, ${quantityHex(to)}].`;
}

function logsInBlock(hash: Uint8Array, query: LogQuery, chain: ChainReader): readonly MinedLog[] {
  const logs = chain.logsOfBlock(hash);
  if (logs === undefined) throw new HeaderNotFoundError('unknown block');
  return logs.filter((mined) => matchesLog(query.condition, mined.log));
}

/** A bound as a number; one that is ahead of the chain stays as it is. `pending` means the head: it has no logs yet. */
function boundNumber(value: string | undefined, chain: ChainReader, head: bigint): bigint {
  if (value === undefined || value === 'latest' || value === 'pending') return head;
  if (value.startsWith('0x')) return BigInt(value);
  const header = findHeader(value, chain);
  if (header === undefined) throw new ServerError('unknown block');
  return header.header.number;
}
