import { BLOCK_KEY_LENGTH, readBlockNumber } from '../encoding/blockKey.ts';
import { fromKey } from '../encoding/bytes.ts';
import type { Table } from '../lmdb/table.ts';
import {
  ADDRESS_KIND,
  ANY_LOG_KIND,
  FIRST_TOPIC_KIND,
  indexPrefix,
  shardKey,
  TOPIC_POSITIONS,
} from './logIndex.ts';
import { openShard, type ShardCursor, type ShardEntry } from './shard.ts';

/** Which logs: any of the addresses, and at each topic position any of the topics given; none given: all match. */
export interface LogQuery {
  readonly addresses: readonly Uint8Array[];
  readonly topics: readonly (readonly Uint8Array[] | undefined)[];
  readonly from: bigint;
  readonly to: bigint;
}

/** The matching logs of one block. */
export interface LogMatch {
  readonly blockNumber: bigint;
  /** positions in the block, ascending; undefined: every log of the block */
  readonly logIndexes: readonly number[] | undefined;
}

/** Entries in block order; `next` gives the first at or after a block, which never goes back. */
interface Cursor {
  next(block: number): ShardEntry | undefined;
}

/**
 * Finds logs through the index, in block order, lazily. Each condition is a cursor that jumps to the block where the
 * others are, so the cost follows the matches and not the range. A trailing position without topics does not check
 * that a log has so many topics: the index does not know.
 */
export function* queryLogs(table: Table, query: LogQuery): Generator<LogMatch> {
  // A log has at most four topics (yellow paper, section 4.3.1), and further kinds have other meanings.
  if (query.topics.some((topics, position) => position >= TOPIC_POSITIONS && topics?.length)) return;
  const conditions: Cursor[] = [];
  if (query.addresses.length > 0) conditions.push(anyOf(table, ADDRESS_KIND, query.addresses));
  query.topics.forEach((topics, position) => {
    if (topics === undefined || topics.length === 0) return;
    conditions.push(anyOf(table, FIRST_TOPIC_KIND + position, topics));
  });
  const everyLog = conditions.length === 0;
  if (everyLog) conditions.push(valueCursor(table, indexPrefix(ANY_LOG_KIND, new Uint8Array(0))));

  const last = Number(query.to);
  let block = Number(query.from);
  while (block <= last) {
    const entries = alignedEntries(conditions, block, last);
    if (entries === undefined) return;
    block = (entries[0] as ShardEntry).block;
    if (everyLog) yield { blockNumber: BigInt(block), logIndexes: undefined };
    else {
      const logIndexes = entries.map(({ positions }) => positions).reduce(intersect);
      if (logIndexes.length > 0) yield { blockNumber: BigInt(block), logIndexes };
    }
    block++;
  }
}

/** The first block from `from` to `last` that every cursor has, as one entry of each. */
function alignedEntries(cursors: readonly Cursor[], from: number, last: number): ShardEntry[] | undefined {
  let block = from;
  for (;;) {
    const entries: ShardEntry[] = [];
    for (const cursor of cursors) {
      const entry = cursor.next(block);
      if (entry === undefined || entry.block > last) return undefined;
      entries.push(entry);
      if (entry.block > block) {
        block = entry.block;
        if (entries.length > 1) break;
      }
    }
    if (entries.length === cursors.length && entries.every((entry) => entry.block === block)) return entries;
  }
}

/** The union of several values' entries. */
function anyOf(table: Table, kind: number, values: readonly Uint8Array[]): Cursor {
  const distinct = new Set(values.map((value) => Buffer.from(indexPrefix(kind, value)).toString('latin1')));
  const cursors = [...distinct].map((prefix) => valueCursor(table, fromKey(prefix)));
  const only = cursors[0];
  if (cursors.length === 1 && only !== undefined) return only;
  return {
    next(block) {
      const entries = cursors.map((cursor) => cursor.next(block)).filter((entry) => entry !== undefined);
      if (entries.length === 0) return undefined;
      const first = Math.min(...entries.map((entry) => entry.block));
      const positions = new Set<number>();
      for (const entry of entries) {
        if (entry.block === first) for (const position of entry.positions) positions.add(position);
      }
      return { block: first, positions: [...positions].sort((a, b) => a - b) };
    },
  };
}

/** One value's entries: a seek for each shard, and none for a block within the shard at hand. */
function valueCursor(table: Table, prefix: Uint8Array): Cursor {
  let shard: ShardCursor | undefined;
  /** the last block that the shard at hand can have */
  let shardEnd = -1;
  let current: ShardEntry | undefined;
  let ended = false;

  /** The first entry at or after `block` in the shards that follow: the first shard that ends there or later has it. */
  function findShard(block: number): ShardEntry | undefined {
    const found = table.seek(shardKey(prefix, block));
    if (found === undefined || !startsWith(found.key, prefix)) return undefined;
    shard = openShard(found.value);
    shardEnd = readBlockNumber(found.key, prefix.length);
    return shard.next(block);
  }

  return {
    next(block) {
      if (ended || (current !== undefined && current.block >= block)) return current;
      current = (block <= shardEnd ? shard?.next(block) : undefined) ?? findShard(block);
      ended = current === undefined;
      return current;
    },
  };
}

function startsWith(key: Uint8Array, prefix: Uint8Array): boolean {
  if (key.length !== prefix.length + BLOCK_KEY_LENGTH) return false;
  for (let i = 0; i < prefix.length; i++) if (key[i] !== prefix[i]) return false;
  return true;
}

/** The common numbers of two ascending lists. */
function intersect(a: readonly number[], b: readonly number[]): readonly number[] {
  const common: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) common.push(x);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return common;
}
