import { bytesToBigInt } from '../../storage/encoding/bytes.ts';
import { MAX_DENIAL_REASON, MAX_HOOKED_MODULES } from './bounds.ts';

/** A module whose hooks are called, as the registry lists it. */
export interface HookEntry {
  /** 32 bytes */
  readonly id: Uint8Array;
  /** 20 bytes */
  readonly module: Uint8Array;
  /** bit 0 validateTransaction, 1 onBlockStart, 2 onBlockEnd */
  readonly hooks: bigint;
  readonly validateGas: bigint;
  readonly startGas: bigint;
  readonly endGas: bigint;
  readonly consecutiveFaults: bigint;
}

/** What validateTransaction answers. */
export interface Verdict {
  readonly allowed: boolean;
  readonly reason: string;
}

const WORD = 32;
const ENTRY_WORDS = 8;

/**
 * The entries of activeHooks(), as many as count; undefined for an answer that is no such list. What a contract answers is
 * never trusted: every length is compared with the bytes that are there.
 */
export function decodeHookEntries(data: Uint8Array): HookEntry[] | undefined {
  const count = wordAt(data, 1);
  if (wordAt(data, 0) !== BigInt(WORD) || count === undefined) return undefined;
  const used = count > BigInt(MAX_HOOKED_MODULES) ? MAX_HOOKED_MODULES : Number(count);
  if (data.length < (2 + used * ENTRY_WORDS) * WORD) return undefined;
  return Array.from({ length: used }, (_, index) => entryAt(data, 2 + index * ENTRY_WORDS));
}

/** The answer of validateTransaction; undefined for one that is not in its form. */
export function decodeVerdict(data: Uint8Array): Verdict | undefined {
  const allowed = wordAt(data, 0);
  const offset = wordAt(data, 1);
  if (allowed === undefined || allowed > 1n || offset === undefined) return undefined;
  if (offset > BigInt(data.length) || offset % BigInt(WORD) !== 0n) return undefined;
  const length = wordAt(data, Number(offset) / WORD);
  const start = Number(offset) + WORD;
  if (length === undefined || length > BigInt(data.length - start)) return undefined;
  return { allowed: allowed === 1n, reason: textOf(data.subarray(start, start + Number(length))) };
}

/** Text that somebody else wrote, fit to be shown: bounded, one line. */
function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_DENIAL_REASON));
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim();
}

function entryAt(data: Uint8Array, place: number): HookEntry {
  const word = (index: number) => data.slice((place + index) * WORD, (place + index + 1) * WORD);
  const number = (index: number) => bytesToBigInt(word(index));
  return {
    id: word(0),
    module: word(1).slice(12),
    hooks: number(2),
    // 3 is the order, by which the list is sorted
    validateGas: number(4),
    startGas: number(5),
    endGas: number(6),
    consecutiveFaults: number(7),
  };
}

function wordAt(data: Uint8Array, index: number): bigint | undefined {
  const start = index * WORD;
  return start + WORD > data.length ? undefined : bytesToBigInt(data.subarray(start, start + WORD));
}
