import { CorruptStoreError } from '../errors.ts';
import { NO_NIBBLES } from './path.ts';

/**
 * How a trie is stored: one record for each branch node, none for leaves and extensions. A branch's record names its
 * children as the branch's RLP needs them (so that an update reads only the branches on its way), and beside
 * each leaf child the key it stands for: its value is in the flat state, which has it anyway.
 *
 *     present (2 bytes, bit n: child n)  leaf (2)  irregular (2)  children in order
 *
 *     regular leaf      hash 32, key
 *     regular branch    hash 32
 *     irregular leaf    length of reference, reference, key
 *     irregular branch  length of reference, reference, length of extension, its nibbles, length of inner reference, inner reference
 *
 * Irregular is a child whose RLP is shorter than a hash, or a branch below an extension. The root record has the
 * form of a branch record with child 0 alone, always irregular.
 */
export interface Branch {
  /** the record; never written to */
  readonly bytes: Uint8Array;
  readonly present: number;
  readonly leaf: number;
  readonly irregular: number;
  /** where each child begins in `bytes`, and at 16 the end */
  readonly starts: Uint16Array;
  readonly keyLength: number;
  /** Children that are branches and in memory, by nibble: the record says the same of them. */
  below: (BranchChild | undefined)[] | undefined;
}

/** A leaf below a branch. `reference` is missing while its depth or value is still open. */
export interface LeafChild {
  readonly kind: 'leaf';
  readonly key: Uint8Array;
  reference: Uint8Array | undefined;
  path: Uint8Array | undefined;
  value: Uint8Array | undefined;
}

/** A branch below a branch, behind an extension when it has nibbles. `inner` names the branch, `reference` the whole. */
export interface BranchChild {
  readonly kind: 'branch';
  readonly extension: Uint8Array;
  readonly inner: Uint8Array;
  reference: Uint8Array | undefined;
  /** the branch, where it is in memory */
  branch: Branch | undefined;
}

/** What a branch has at a nibble. */
export type Child = LeafChild | BranchChild;

/** Bytes of a record before its children. */
export const HEADER = 6;

/** Finds the children in a record; `keyLength` is the length of this trie's keys. */
export function parseRecord(bytes: Uint8Array, keyLength: number): Branch {
  const present = word(bytes, 0);
  const leaf = word(bytes, 2);
  const irregular = word(bytes, 4);
  const starts = new Uint16Array(17);
  let at = HEADER;
  for (let nibble = 0; nibble < 16; nibble++) {
    starts[nibble] = at;
    const bit = 1 << nibble;
    if ((present & bit) === 0) continue;
    if ((irregular & bit) === 0) {
      at += (leaf & bit) === 0 ? 32 : 32 + keyLength;
    } else {
      at += 1 + (bytes[at] ?? 0);
      if ((leaf & bit) !== 0) at += keyLength;
      else {
        at += 1 + (bytes[at] ?? 0);
        at += 1 + (bytes[at] ?? 0);
      }
    }
  }
  starts[16] = at;
  if (at !== bytes.length) throw new CorruptStoreError('a trie record does not have the length that it says');
  return { bytes, present, leaf, irregular, starts, keyLength, below: undefined };
}

/** A child in full. */
export function childOf(branch: Branch, nibble: number): Child | undefined {
  const { bytes, present, leaf, irregular, starts, keyLength, below } = branch;
  const bit = 1 << nibble;
  if ((present & bit) === 0) return undefined;
  const known = below?.[nibble];
  if (known !== undefined) return known;
  const start = starts[nibble] ?? 0;
  const end = starts[nibble + 1] ?? 0;
  const regular = (irregular & bit) === 0;
  const reference = regular
    ? bytes.slice(start, start + 32)
    : bytes.slice(start + 1, start + 1 + (bytes[start] ?? 0));
  if ((leaf & bit) !== 0) {
    const key = bytes.slice(end - keyLength, end);
    return { kind: 'leaf', key, reference, path: undefined, value: undefined };
  }
  if (regular) return branchChild(NO_NIBBLES, reference, reference, undefined);
  const at = start + 1 + reference.length;
  const innerStart = at + 1 + (bytes[at] ?? 0);
  return branchChild(bytes.slice(at + 1, innerStart), bytes.slice(innerStart + 1, end), reference, undefined);
}

/** A branch as a child: all of them have one shape. */
export function branchChild(
  extension: Uint8Array,
  inner: Uint8Array,
  reference: Uint8Array | undefined,
  branch: Branch | undefined,
): BranchChild {
  return { kind: 'branch', extension, inner, reference, branch };
}

/** Whether the branch has the leaf of this key at a nibble, named by its hash. */
export function isLeafOf(
  { bytes, leaf, irregular, starts }: Branch,
  nibble: number,
  key: Uint8Array,
): boolean {
  if ((leaf & ~irregular & (1 << nibble)) === 0) return false;
  const at = (starts[nibble] ?? 0) + 32;
  for (let i = 0; i < key.length; i++) if (bytes[at + i] !== key[i]) return false;
  return true;
}

/** Room for the branches below a branch. */
export function noneBelow(): (BranchChild | undefined)[] {
  return new Array<BranchChild | undefined>(16).fill(undefined);
}

/** The root in a root record. */
export function decodeRootRecord(bytes: Uint8Array, keyLength: number): Child {
  const root = childOf(parseRecord(bytes, keyLength), 0);
  if (root === undefined) throw new CorruptStoreError('a trie has an empty root record');
  return root;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
