import { equalBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { Log } from '../../vm/log.ts';
import type { Receipt } from './receipt.ts';

/** Bytes of a logs bloom. */
export const BLOOM_SIZE = 256;

/** The bloom of no logs; nobody writes into it. */
export const EMPTY_BLOOM = new Uint8Array(BLOOM_SIZE);

/** The bloom of logs: every address and topic sets three of 2048 bits (yellow paper 4.4.1, M3:2048). */
export function bloomOfLogs(logs: readonly Log[]): Uint8Array {
  if (logs.length === 0) return EMPTY_BLOOM;
  const bloom = new Uint8Array(BLOOM_SIZE);
  for (const { address, topics } of logs) {
    addToBloom(bloom, address);
    for (const topic of topics) addToBloom(bloom, topic);
  }
  return bloom;
}

/** The union of receipts' blooms: their block's. */
export function bloomOfReceipts(receipts: readonly Pick<Receipt, 'logsBloom'>[]): Uint8Array {
  const union = new Uint8Array(BLOOM_SIZE);
  for (const { logsBloom } of receipts) {
    if (logsBloom === EMPTY_BLOOM) continue;
    for (let i = 0; i < BLOOM_SIZE; i++) union[i] = (union[i] as number) | (logsBloom[i] as number);
  }
  return union;
}

/** Bits of values met lately: the same contracts, events and people come again and again, and a hash takes longer. */
const RECENT = 4096;
const recentValues: (Uint8Array | undefined)[] = new Array(RECENT).fill(undefined);
const recentBits = new Uint16Array(3 * RECENT);

function addToBloom(bloom: Uint8Array, value: Uint8Array): void {
  const { length } = value;
  const place = (((value[length - 1] as number) << 4) ^ (value[length - 2] as number)) & (RECENT - 1);
  const known = recentValues[place];
  if (known === undefined || !equalBytes(known, value)) {
    const hash = keccak256(value);
    for (let i = 0; i < 3; i++) {
      recentBits[3 * place + i] = (((hash[2 * i] as number) << 8) | (hash[2 * i + 1] as number)) & 2047;
    }
    recentValues[place] = value.slice();
  }
  for (let i = 3 * place; i < 3 * place + 3; i++) {
    const bit = recentBits[i] as number;
    const byte = BLOOM_SIZE - 1 - (bit >> 3);
    bloom[byte] = (bloom[byte] as number) | (1 << (bit & 7));
  }
}
