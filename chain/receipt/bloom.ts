import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { Log } from '../../vm/log.ts';

/** Bytes of a logs bloom. */
export const BLOOM_SIZE = 256;

/** The bloom of logs: every address and topic sets three of 2048 bits (yellow paper 4.4.1, M3:2048). */
export function bloomOfLogs(logs: readonly Log[]): Uint8Array {
  const bloom = new Uint8Array(BLOOM_SIZE);
  for (const { address, topics } of logs) {
    addToBloom(bloom, address);
    for (const topic of topics) addToBloom(bloom, topic);
  }
  return bloom;
}

/** The union of blooms: a block's bloom from its receipts'. */
export function mergeBlooms(blooms: readonly Uint8Array[]): Uint8Array {
  const merged = new Uint8Array(BLOOM_SIZE);
  for (const bloom of blooms) {
    for (let i = 0; i < BLOOM_SIZE; i++) merged[i] = (merged[i] ?? 0) | (bloom[i] ?? 0);
  }
  return merged;
}

function addToBloom(bloom: Uint8Array, value: Uint8Array): void {
  const hash = keccak256(value);
  for (let i = 0; i < 6; i += 2) {
    const bit = (((hash[i] ?? 0) << 8) | (hash[i + 1] ?? 0)) & 2047;
    const byte = BLOOM_SIZE - 1 - (bit >> 3);
    bloom[byte] = (bloom[byte] ?? 0) | (1 << (bit & 7));
  }
}
