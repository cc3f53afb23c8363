import { BLOCK_KEY_LENGTH, blockKey, readBlockNumber } from '../encoding/blockKey.ts';
import { concatBytes } from '../encoding/bytes.ts';
import type { Head } from './storedBlock.ts';

/** The keys of the meta keyspace. */
export const META = {
  version: name('version'),
  head: name('head'),
  oldestState: name('oldest-state'),
  safe: name('safe'),
  finalized: name('finalized'),
  chain: name('chain'),
  generation: name('generation'),
} as const;

/** number ++ hash */
export function encodeHead(head: Head): Uint8Array {
  return concatBytes(blockKey(Number(head.number)), head.hash);
}

/** The head that a record of `meta` holds; undefined for a store without blocks. */
export function decodeHead(record: Uint8Array | undefined): Head | undefined {
  if (record === undefined) return undefined;
  return { number: BigInt(readBlockNumber(record, 0)), hash: record.slice(BLOCK_KEY_LENGTH) };
}

/** The oldest block whose state is kept, which a record of `meta` holds. */
export function decodeOldestState(record: Uint8Array | undefined): number {
  return record === undefined ? 0 : readBlockNumber(record, 0);
}

function name(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
