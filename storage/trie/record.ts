import { copyBytes } from '../encoding/copy.ts';
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
export interface BranchRecord {
  readonly bytes: Uint8Array;
  readonly present: number;
  readonly leaf: number;
  readonly irregular: number;
  /** where each child begins in `bytes`, and at 16 the end */
  readonly starts: Uint16Array;
  readonly keyLength: number;
}

/** A leaf below a branch. `reference` is missing while its depth or value is still open. */
export interface LeafChild {
  readonly kind: 'leaf';
  readonly key: Uint8Array;
  reference: Uint8Array | undefined;
  path?: Uint8Array;
  value?: Uint8Array;
}

/** A branch below a branch, behind an extension when it has nibbles. `inner` names the branch, `reference` the whole. */
export interface BranchChild {
  readonly kind: 'branch';
  readonly extension: Uint8Array;
  readonly inner: Uint8Array;
  reference: Uint8Array | undefined;
}

/** What a branch has at a nibble. */
export type Child = LeafChild | BranchChild;

const HEADER = 6;
const scratch = new Uint8Array(HEADER + 16 * 256);

/** Finds the children in a record; `keyLength` is the length of this trie's keys. */
export function parseRecord(bytes: Uint8Array, keyLength: number): BranchRecord {
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
  return { bytes, present, leaf, irregular, starts, keyLength };
}

/** Whether the branch has a child at this nibble. */
export function hasChild(record: BranchRecord, nibble: number): boolean {
  return (record.present & (1 << nibble)) !== 0;
}

function referenceOf(record: BranchRecord, nibble: number): Uint8Array | undefined {
  if (!hasChild(record, nibble)) return undefined;
  const start = record.starts[nibble] ?? 0;
  if ((record.irregular & (1 << nibble)) === 0) return record.bytes.slice(start, start + 32);
  return record.bytes.slice(start + 1, start + 1 + (record.bytes[start] ?? 0));
}

/** A child in full. */
export function childOf(record: BranchRecord, nibble: number): Child | undefined {
  const reference = referenceOf(record, nibble);
  if (reference === undefined) return undefined;
  const { bytes, leaf, irregular, starts, keyLength } = record;
  const end = starts[nibble + 1] ?? 0;
  if ((leaf & (1 << nibble)) !== 0)
    return { kind: 'leaf', key: bytes.slice(end - keyLength, end), reference };
  if ((irregular & (1 << nibble)) === 0)
    return { kind: 'branch', extension: NO_NIBBLES, inner: reference, reference };
  const at = (starts[nibble] ?? 0) + 1 + reference.length;
  const innerStart = at + 1 + (bytes[at] ?? 0);
  return {
    kind: 'branch',
    extension: bytes.slice(at + 1, innerStart),
    inner: bytes.slice(innerStart + 1, end),
    reference,
  };
}

/**
 * The record of a branch whose children are those of `former`, but where `changed` says otherwise (null: none).
 * Changed children have their references.
 */
export function encodeRecord(
  former: BranchRecord | undefined,
  changed: readonly (Child | null | undefined)[],
  keyLength: number,
): BranchRecord {
  const starts = new Uint16Array(17);
  let present = 0;
  let leaf = 0;
  let irregular = 0;
  let at = HEADER;
  for (let nibble = 0; nibble < 16; nibble++) {
    const bit = 1 << nibble;
    const child = changed[nibble];
    starts[nibble] = at;
    if (child === undefined) {
      if (former === undefined || (former.present & bit) === 0) continue;
      const start = former.starts[nibble] as number;
      at = copyBytes(scratch, at, former.bytes, start, (former.starts[nibble + 1] as number) - start);
      present |= bit;
      leaf |= former.leaf & bit;
      irregular |= former.irregular & bit;
    } else if (child !== null) {
      present |= bit;
      if (child.kind === 'leaf') leaf |= bit;
      if (isIrregular(child)) {
        irregular |= bit;
        at = putIrregular(child, at);
      } else {
        at = put(child.reference, at);
        if (child.kind === 'leaf') at = put(child.key, at);
      }
    }
  }
  starts[16] = at;
  return { bytes: withHeader(present, leaf, irregular, at), present, leaf, irregular, starts, keyLength };
}

/** The root record: which node is the root. */
export function encodeRootRecord(root: Child): Uint8Array {
  return withHeader(1, root.kind === 'leaf' ? 1 : 0, 1, putIrregular(root, HEADER));
}

/** The root in a root record. */
export function decodeRootRecord(bytes: Uint8Array, keyLength: number): Child {
  const root = childOf(parseRecord(bytes, keyLength), 0);
  if (root === undefined) throw new CorruptStoreError('a trie has an empty root record');
  return root;
}

function isIrregular(child: Child): boolean {
  return child.reference?.length !== 32 || (child.kind === 'branch' && child.extension.length > 0);
}

function putIrregular(child: Child, start: number): number {
  const at = putCounted(child.reference, start);
  if (child.kind === 'leaf') return put(child.key, at);
  return putCounted(child.inner, putCounted(child.extension, at));
}

function putCounted(bytes: Uint8Array | undefined, at: number): number {
  scratch[at] = bytes?.length ?? 0;
  return put(bytes, at + 1);
}

function put(bytes: Uint8Array | undefined, at: number): number {
  if (bytes === undefined) throw new Error('a child without its reference cannot be stored');
  return copyBytes(scratch, at, bytes, 0, bytes.length);
}

function withHeader(present: number, leaf: number, irregular: number, end: number): Uint8Array {
  scratch[0] = present >> 8;
  scratch[1] = present;
  scratch[2] = leaf >> 8;
  scratch[3] = leaf;
  scratch[4] = irregular >> 8;
  scratch[5] = irregular;
  return scratch.slice(0, end);
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
