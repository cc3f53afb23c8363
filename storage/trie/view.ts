import { EMPTY_TRIE_ROOT, keccak256 } from '../encoding/keccak.ts';
import { CorruptStoreError } from '../errors.ts';
import { type Branch, type BranchChild, type Child, parseRecord } from './record.ts';

/** A trie to read: the latest one in the store, one in memory, or either with changes laid over it. */
export interface TrieView {
  /** bytes of a key (address or slot key), the same for all keys of the trie */
  readonly keyLength: number;
  /** The root node; undefined where the trie is empty. Branches that are in memory hang from it. */
  root(): Child | undefined;
  /** The stored record of the branch that lies `depth` nibbles along `path`. */
  record(path: Uint8Array, depth: number): Uint8Array | undefined;
  /** Called for each branch that an update has read and hung into the tree in memory; undefined: none stays there. */
  readonly kept: (() => void) | undefined;
  /** Where a key's leaf lies. */
  leafPath(key: Uint8Array): Uint8Array;
  /** The value of a leaf that the trie has, as the leaf's RLP carries it. */
  leafValue(key: Uint8Array): Uint8Array;
}

/** A trie without leaves. */
export function emptyView(keyLength: number): TrieView {
  return {
    keyLength,
    root: () => undefined,
    record: () => undefined,
    kept: undefined,
    leafPath: keccak256,
    leafValue: () => {
      throw new Error('an empty trie has no leaves');
    },
  };
}

/** `base` after an update that led to the root node `top` and gave leaves the values that `leafValue` says. */
export function changedView(
  base: TrieView,
  top: Child | undefined,
  leafValue: (key: Uint8Array) => Uint8Array,
): TrieView {
  return { ...base, root: () => top, kept: undefined, leafValue };
}

/** The branch that a child stands for and that lies `depth` nibbles along `path`: the one in memory, else the stored one. */
export function branchOf(view: TrieView, child: BranchChild, path: Uint8Array, depth: number): Branch {
  if (child.branch !== undefined) return child.branch;
  const bytes = view.record(path, depth);
  if (bytes === undefined) throw new CorruptStoreError('a trie lacks the record of one of its branches');
  return parseRecord(bytes, view.keyLength);
}

/** The root hash of a trie. A root is hashed even when its RLP is shorter than a hash. */
export function rootOf(view: TrieView): Uint8Array {
  return rootHash(view.root()?.reference);
}

/** The root hash that belongs to the root's reference. */
export function rootHash(reference: Uint8Array | undefined): Uint8Array {
  if (reference === undefined) return EMPTY_TRIE_ROOT;
  return reference.length === 32 ? reference : keccak256(reference);
}
