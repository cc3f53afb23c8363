import type { StoredLogKey } from '../blocks/storedBlock.ts';
import { blockKey } from '../encoding/blockKey.ts';
import { type BytesKey, equalBytes, fromKey, toKey } from '../encoding/bytes.ts';
import type { Table } from '../lmdb/table.ts';
import { appendToShard, lastBlockOf, SHARD_LIMIT, truncateShard } from './shard.ts';

/** The kinds of values that logs are found by. Topic position p has kind 1 + p. */
export const ADDRESS_KIND = 0;
/** The kind of the first topic. */
export const FIRST_TOPIC_KIND = 1;
/** Topics that a log has at most. */
export const TOPIC_POSITIONS = 4;
/** Its only value is empty: blocks that have logs. */
export const ANY_LOG_KIND = 5;

/** The block in the key of a value's open shard, which further blocks are added to. */
const OPEN_SHARD = new Uint8Array(8).fill(0xff);

/** kind, length, value without leading zeros: what the shards of one value begin with. No prefix begins another. */
export function indexPrefix(kind: number, value: Uint8Array): Uint8Array {
  let zeros = 0;
  while (zeros < value.length && value[zeros] === 0) zeros++;
  const prefix = new Uint8Array(2 + value.length - zeros);
  prefix[0] = kind;
  prefix[1] = value.length - zeros;
  prefix.set(value.subarray(zeros), 2);
  return prefix;
}

/** The key of the shard of a value that ends with `block`. */
export function shardKey(prefix: Uint8Array, block: number): Uint8Array {
  return blockKey(block, prefix);
}

/** Most values that are remembered while a block is indexed. */
const MOST_RECENT = 4096;

/** A value whose positions are at hand. */
interface Met {
  readonly kind: number;
  readonly value: Uint8Array;
  readonly positions: number[];
}

/** The positions of a block's logs under each value's prefix. */
export function indexBlock(logs: readonly StoredLogKey[]): Map<BytesKey, number[]> {
  const index = new Map<BytesKey, number[]>();
  if (logs.length === 0) return index;
  // the same contracts, events and people come again and again: their keys are made once where they are met in turn
  const room = Math.min(MOST_RECENT, 2 ** Math.ceil(Math.log2(4 * logs.length + 1)));
  const recent: (Met | undefined)[] = new Array(room).fill(undefined);
  const add = (kind: number, value: Uint8Array, position: number) => {
    const { length } = value;
    const sum = ((value[length - 1] as number) << 4) ^ (value[length - 2] as number) ^ (kind << 7);
    const place = sum & (room - 1);
    const met = recent[place];
    if (met !== undefined && met.kind === kind && equalBytes(met.value, value)) {
      met.positions.push(position);
      return;
    }
    const prefix = toKey(indexPrefix(kind, value));
    let positions = index.get(prefix);
    if (positions === undefined) {
      positions = [];
      index.set(prefix, positions);
    }
    positions.push(position);
    recent[place] = { kind, value, positions };
  };
  logs.forEach(({ address, topics }, position) => {
    add(ADDRESS_KIND, address, position);
    for (let at = 0; at < topics.length; at++) {
      add(FIRST_TOPIC_KIND + at, topics[at] as Uint8Array, position);
    }
  });
  index.set(toKey(indexPrefix(ANY_LOG_KIND, NO_VALUE)), []);
  return index;
}

/** Adds a block, higher than every one before, to the shards of its values. */
export function addToIndex(
  table: Table,
  block: number,
  index: ReadonlyMap<BytesKey, readonly number[]>,
): void {
  for (const prefixKey of [...index.keys()].sort()) {
    const prefix = fromKey(prefixKey);
    const open = openShardKey(prefix);
    const entry = { block, positions: index.get(prefixKey) ?? [] };
    const shard = table.get(open) ?? NO_VALUE;
    const longer = appendToShard(shard, entry);
    if (longer.length <= SHARD_LIMIT || shard.length === 0) {
      table.put(open, longer);
    } else {
      table.put(shardKey(prefix, lastBlockOf(shard)), shard);
      table.put(open, appendToShard(NO_VALUE, entry));
    }
  }
}

/** Takes the last block out of the shards of its values again. */
export function removeFromIndex(table: Table, block: number, prefixes: Iterable<Uint8Array>): void {
  for (const prefix of prefixes) {
    const open = openShardKey(prefix);
    const shard = truncateShard(table.get(open) ?? NO_VALUE, block);
    if (shard.length > 0) {
      table.put(open, shard);
      continue;
    }
    // The open shard is empty: the one closed before it, if any, is open again.
    table.remove(open);
    const closed = lastClosedShard(table, prefix);
    if (closed !== undefined) {
      table.remove(closed.key);
      table.put(open, closed.value);
    }
  }
}

function openShardKey(prefix: Uint8Array): Uint8Array {
  const key = new Uint8Array(prefix.length + OPEN_SHARD.length);
  key.set(prefix);
  key.set(OPEN_SHARD, prefix.length);
  return key;
}

function lastClosedShard(table: Table, prefix: Uint8Array) {
  const last = table.seekBack(openShardKey(prefix));
  if (last === undefined || last.key.length !== prefix.length + 8) return undefined;
  for (let i = 0; i < prefix.length; i++) if (last.key[i] !== prefix[i]) return undefined;
  return last;
}

const NO_VALUE = new Uint8Array(0);
