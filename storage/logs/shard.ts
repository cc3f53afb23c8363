import { RecordReader, RecordWriter } from '../encoding/varint.ts';

/**
 * A shard of the log index: blocks in ascending order, each with the positions of its logs that have the shard's value.
 *
 *     per block:  distance from the block before (from 0 at the start)  number of runs
 *     per run:    distance from the end of the run before, doubled, plus 1 if longer than one  [length - 2]
 *
 * All varints: a contract's one log in each block costs three bytes.
 */
export interface ShardEntry {
  readonly block: number;
  /** ascending; empty in the index of blocks that have logs at all */
  readonly positions: readonly number[];
}

/** Above this a shard is closed and a new one begun: small enough to rewrite with each block, and to stay within its page. */
export const SHARD_LIMIT = 1024;

/** Reads a shard forwards. */
export interface ShardCursor {
  /** The first entry at or after `block`, not going back; undefined past the end. Skipped entries are not built. */
  next(block: number): ShardEntry | undefined;
}

/** A cursor before the first entry of a shard. */
export function openShard(record: Uint8Array): ShardCursor {
  const reader = new RecordReader(record);
  let last = 0;
  return {
    next(block) {
      while (!reader.done) {
        last += reader.varint();
        if (last >= block) return { block: last, positions: readPositions(reader) };
        skipPositions(reader);
      }
      return undefined;
    },
  };
}

function readPositions(reader: RecordReader): number[] {
  const positions: number[] = [];
  let next = 0;
  for (let runs = reader.varint(); runs > 0; runs--) {
    const head = reader.varint();
    const length = (head & 1) === 0 ? 1 : reader.varint() + 2;
    next += Math.floor(head / 2);
    for (let i = 0; i < length; i++) positions.push(next++);
  }
  return positions;
}

function skipPositions(reader: RecordReader): void {
  for (let runs = reader.varint(); runs > 0; runs--) if ((reader.varint() & 1) === 1) reader.varint();
}

/** The last block of a shard; 0 of an empty one. */
export function lastBlockOf(record: Uint8Array): number {
  const reader = new RecordReader(record);
  let block = 0;
  while (!reader.done) {
    block += reader.varint();
    skipPositions(reader);
  }
  return block;
}

/** A shard with one more block at its end. */
export function appendToShard(record: Uint8Array, entry: ShardEntry): Uint8Array {
  const writer = new RecordWriter().bytes(record).varint(entry.block - lastBlockOf(record));
  const runs: { start: number; length: number }[] = [];
  for (const position of entry.positions) {
    const run = runs.at(-1);
    if (run !== undefined && run.start + run.length === position) run.length++;
    else runs.push({ start: position, length: 1 });
  }
  writer.varint(runs.length);
  let next = 0;
  for (const { start, length } of runs) {
    writer.varint((start - next) * 2 + (length > 1 ? 1 : 0));
    if (length > 1) writer.varint(length - 2);
    next = start + length;
  }
  return writer.finish();
}

/** A shard without its blocks from `block` on. */
export function truncateShard(record: Uint8Array, block: number): Uint8Array {
  const reader = new RecordReader(record);
  let last = 0;
  while (!reader.done) {
    const start = reader.position;
    last += reader.varint();
    if (last >= block) return record.slice(0, start);
    skipPositions(reader);
  }
  return record;
}
