import type { BytesKey } from '../encoding/bytes.ts';
import { EMPTY_TRIE_ROOT, keccak256 } from '../encoding/keccak.ts';
import { ROOT_RECORD_KEY } from './path.ts';
import { decodeRootRecord } from './record.ts';

/** A trie to read: the latest one in the store, one in memory, or either with changes laid over it. */
export interface TrieView {
  /** bytes of a key (address or slot key), the same for all keys of the trie */
  readonly keyLength: number;
  /** The stored record of a branch or of the root. */
  record(key: BytesKey): Uint8Array | undefined;
  /** Where a key's leaf lies. */
  leafPath(key: Uint8Array): Uint8Array;
  /** The value of a leaf that the trie has, as the leaf's RLP carries it. */
  leafValue(key: Uint8Array): Uint8Array;
}

/** The records that an update writes; null where one is removed. */
export type TrieRecords = ReadonlyMap<BytesKey, Uint8Array | null>;

/** A trie without leaves. */
export function emptyView(keyLength: number): TrieView {
  return {
    keyLength,
    record: () => undefined,
    leafPath: keccak256,
    leafValue: () => {
      throw new Error('an empty trie has no leaves');
    },
  };
}

/** `base` after an update that wrote `records` and gave leaves the values that `leafValue` says. */
export function overlayView(
  base: TrieView,
  records: TrieRecords,
  leafValue: (key: Uint8Array) => Uint8Array,
): TrieView {
  return {
    keyLength: base.keyLength,
    leafPath: base.leafPath,
    leafValue,
    record(key) {
      const record = records.get(key);
      return record === undefined ? base.record(key) : (record ?? undefined);
    },
  };
}

/** The root hash of a trie. A root is hashed even when its RLP is shorter than a hash. */
export function rootOf(view: TrieView): Uint8Array {
  const record = view.record(ROOT_RECORD_KEY);
  if (record === undefined) return EMPTY_TRIE_ROOT;
  return rootHash(decodeRootRecord(record, view.keyLength).reference);
}

/** The root hash that belongs to the root's reference. */
export function rootHash(reference: Uint8Array | undefined): Uint8Array {
  if (reference === undefined) return EMPTY_TRIE_ROOT;
  return reference.length === 32 ? reference : keccak256(reference);
}
