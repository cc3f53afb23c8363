/**
 * The incremental Merkle-Patricia update. Longer than most files here because its functions call each other in a circle:
 *
 *     updateTrie ─> updateChild ─> updateLeaf ──────> build          (a leaf, or nothing, becomes a subtree)
 *                    ^      │ └──> updateExtension ─> split, or on
 *                    │      └────> updateBranch <──────┘
 *                    └───────────── updateChildren ─> finishBranch   (encode, or collapse into an only child)
 */
import { type BytesKey, equalBytes } from '../encoding/bytes.ts';
import { CorruptStoreError } from '../errors.ts';
import { encodeBranch, encodeExtension, encodeLeaf, referenceTo } from './node.ts';
import {
  commonDepth,
  matchLength,
  NO_NIBBLES,
  nibbleAt,
  nibblesBetween,
  ROOT_RECORD_KEY,
  recordKey,
} from './path.ts';
import {
  type BranchChild,
  type BranchRecord,
  type Child,
  childOf,
  decodeRootRecord,
  encodeRecord,
  encodeRootRecord,
  hasChild,
  type LeafChild,
  parseRecord,
} from './record.ts';
import { rootHash, type TrieView } from './view.ts';

/** What becomes of one key; the value is null where the key goes. */
export interface TrieChange {
  readonly key: Uint8Array;
  /** `leafPath(key)` of the trie */
  readonly path: Uint8Array;
  readonly value: Uint8Array | null;
}

/** The result of an update: the new root hash and the records to write. */
export interface TrieUpdate {
  readonly root: Uint8Array;
  readonly records: Map<BytesKey, Uint8Array | null>;
}

/** One update under way. `changes` is sorted by path, so that those below a node are a range [from, to). */
interface Run {
  readonly view: TrieView;
  readonly changes: readonly TrieChange[];
  readonly records: Map<BytesKey, Uint8Array | null>;
}

type Children = (Child | null | undefined)[];

/**
 * Applies changes (each key once) to a trie. Reads the branches on the way to the changed keys and no others, hashes
 * each new node once (a leaf or extension only when its final depth is known), and writes nothing.
 */
export function updateTrie(view: TrieView, changes: readonly TrieChange[]): TrieUpdate {
  const run: Run = { view, changes: sortByPath(changes), records: new Map() };
  const rootRecord = view.record(ROOT_RECORD_KEY);
  const before = rootRecord === undefined ? undefined : decodeRootRecord(rootRecord, view.keyLength);
  const after = updateChild(run, before, 0, 0, changes.length);
  if (after !== before) {
    if (after === undefined) run.records.set(ROOT_RECORD_KEY, null);
    else {
      seal(run, after, 0);
      run.records.set(ROOT_RECORD_KEY, encodeRootRecord(after));
    }
  }
  return { root: rootHash(after?.reference), records: run.records };
}

/** What hangs at `depth` after the changes [from, to), which all pass through here. The same object when nothing changed. */
function updateChild(
  run: Run,
  child: Child | undefined,
  depth: number,
  from: number,
  to: number,
): Child | undefined {
  if (from === to) return child;
  if (child === undefined || child.kind === 'leaf') return updateLeaf(run, child, depth, from, to);
  if (child.extension.length === 0) return updateBranch(run, child, depth, from, to);
  return updateExtension(run, child, depth, from, to);
}

function updateLeaf(
  run: Run,
  leaf: LeafChild | undefined,
  depth: number,
  from: number,
  to: number,
): Child | undefined {
  const leaves: LeafChild[] = [];
  let rest = leaf;
  if (rest !== undefined) rest.path ??= knownPath(run, rest.key, from, to) ?? run.view.leafPath(rest.key);
  for (let i = from; i < to; i++) {
    const { key, path, value } = run.changes[i] as TrieChange;
    if (rest?.path !== undefined) {
      const order = comparePaths(rest.path, path);
      if (order < 0) leaves.push(rest);
      if (order <= 0) rest = undefined;
    }
    if (value !== null) leaves.push({ kind: 'leaf', key, path, value, reference: undefined });
  }
  if (rest !== undefined) leaves.push(rest);
  return leaves.length === 0 ? undefined : build(run, leaves, depth, 0, leaves.length);
}

/** The path of a key when it is among the changes, which saves hashing it. */
function knownPath(run: Run, key: Uint8Array, from: number, to: number): Uint8Array | undefined {
  for (let i = from; i < to; i++) {
    const change = run.changes[i] as TrieChange;
    if (equalBytes(change.key, key)) return change.path;
  }
  return undefined;
}

/** A new subtree of the sorted leaves [from, to). */
function build(run: Run, leaves: readonly LeafChild[], depth: number, from: number, to: number): Child {
  const first = leaves[from] as LeafChild;
  if (to - from === 1) return first;
  const path = first.path as Uint8Array;
  const branchDepth = commonDepth(path, (leaves[to - 1] as LeafChild).path as Uint8Array, depth);
  const children: Children = new Array(16);
  for (let start = from; start < to; ) {
    const nibble = nibbleAt((leaves[start] as LeafChild).path as Uint8Array, branchDepth);
    let end = start + 1;
    while (end < to && nibbleAt((leaves[end] as LeafChild).path as Uint8Array, branchDepth) === nibble) end++;
    const child = build(run, leaves, branchDepth + 1, start, end);
    // A leaf that was here before hangs deeper now.
    const moved = child.kind === 'leaf' && child.reference !== undefined;
    children[nibble] = moved ? { ...child, reference: undefined } : child;
    start = end;
  }
  return prepend(
    nibblesBetween(path, depth, branchDepth),
    finishBranch(run, path, branchDepth, undefined, children),
  ) as Child;
}

function updateBranch(
  run: Run,
  branch: BranchChild,
  depth: number,
  from: number,
  to: number,
): Child | undefined {
  const path = pathOf(run, from);
  const bytes = run.view.record(recordKey(path, depth));
  if (bytes === undefined) throw new CorruptStoreError('a trie lacks the record of one of its branches');
  const record = parseRecord(bytes, run.view.keyLength);
  const children: Children = new Array(16);
  const changed = updateChildren(run, depth, from, to, (nibble) => childOf(record, nibble), children);
  return changed ? finishBranch(run, path, depth, record, children) : branch;
}

/** A branch behind an extension: changes follow the extension, or leave it and so split it. */
function updateExtension(
  run: Run,
  child: BranchChild,
  depth: number,
  from: number,
  to: number,
): Child | undefined {
  const { extension, inner } = child;
  let shared = extension.length;
  for (let i = from; i < to; i++) {
    const { path, value } = run.changes[i] as TrieChange;
    if (value !== null) shared = Math.min(shared, matchLength(extension, path, depth));
  }
  // Deletions that leave the extension concern keys that are not there.
  let start = from;
  while (start < to && matchLength(extension, pathOf(run, start), depth) < shared) start++;
  let end = start;
  while (end < to && matchLength(extension, pathOf(run, end), depth) >= shared) end++;
  if (start === end) return child;

  const branchDepth = depth + shared;
  if (shared === extension.length) {
    const branch: BranchChild = { kind: 'branch', extension: NO_NIBBLES, inner, reference: inner };
    const after = updateBranch(run, branch, branchDepth, start, end);
    return after === branch ? child : prepend(extension, after);
  }
  const nibble = extension[shared] as number;
  const lower = extension.subarray(shared + 1);
  const old: BranchChild = {
    kind: 'branch',
    extension: lower,
    inner,
    reference: lower.length === 0 ? inner : undefined,
  };
  const children: Children = new Array(16);
  children[nibble] = old;
  updateChildren(run, branchDepth, start, end, (at) => (at === nibble ? old : undefined), children);
  return prepend(
    extension.subarray(0, shared),
    finishBranch(run, pathOf(run, start), branchDepth, undefined, children),
  );
}

/** Updates the children that changes pass through; puts those that differ into `children` and says whether any does. */
function updateChildren(
  run: Run,
  depth: number,
  from: number,
  to: number,
  before: (nibble: number) => Child | undefined,
  children: Children,
): boolean {
  let changed = false;
  for (let start = from; start < to; ) {
    const nibble = nibbleAt(pathOf(run, start), depth);
    let end = start + 1;
    while (end < to && nibbleAt(pathOf(run, end), depth) === nibble) end++;
    const child = before(nibble);
    const after = updateChild(run, child, depth + 1, start, end);
    if (after !== child) {
      children[nibble] = after ?? null;
      changed = true;
    }
    start = end;
  }
  return changed;
}

/** A branch from its former record and its changed children: gone, collapsed into an only child, or encoded anew. */
function finishBranch(
  run: Run,
  path: Uint8Array,
  depth: number,
  former: BranchRecord | undefined,
  children: Children,
): Child | undefined {
  let count = 0;
  let last = 0;
  for (let nibble = 0; nibble < 16; nibble++) {
    const child = children[nibble];
    if (child === undefined ? former !== undefined && hasChild(former, nibble) : child !== null) {
      count++;
      last = nibble;
    }
  }
  if (count < 2) {
    if (former !== undefined) run.records.set(recordKey(path, depth), null);
    if (count === 0) return undefined;
    const only = children[last] ?? (former === undefined ? undefined : childOf(former, last));
    return prepend(Uint8Array.of(last), only);
  }
  for (const child of children) if (child) seal(run, child, depth + 1);
  const record = encodeRecord(former, children, run.view.keyLength);
  run.records.set(recordKey(path, depth), record.bytes);
  const inner = referenceTo(encodeBranch(record));
  return { kind: 'branch', extension: NO_NIBBLES, inner, reference: inner };
}

/** Moves a child up by some nibbles: what it hangs from no longer spends them. */
function prepend(nibbles: Uint8Array, child: Child | undefined): Child | undefined {
  if (child === undefined || nibbles.length === 0) return child;
  if (child.kind === 'leaf') return { ...child, reference: undefined };
  const extension = new Uint8Array(nibbles.length + child.extension.length);
  extension.set(nibbles);
  extension.set(child.extension, nibbles.length);
  return { kind: 'branch', extension, inner: child.inner, reference: undefined };
}

/** Encodes and hashes a leaf or an extension now that it is known to hang at `depth`. */
function seal(run: Run, child: Child, depth: number): void {
  if (child.reference !== undefined) return;
  if (child.kind === 'branch') {
    const { extension, inner } = child;
    child.reference = extension.length === 0 ? inner : referenceTo(encodeExtension(extension, inner));
    return;
  }
  child.path ??= run.view.leafPath(child.key);
  child.value ??= run.view.leafValue(child.key);
  child.reference = referenceTo(encodeLeaf(child.path, depth, child.value));
}

function pathOf(run: Run, index: number): Uint8Array {
  return (run.changes[index] as TrieChange).path;
}

/** Sorts by path; the first six bytes, as a number, decide nearly always. */
function sortByPath(changes: readonly TrieChange[]): TrieChange[] {
  if (changes.length < 2) return [...changes];
  const keyed = changes.map((change) => ({ change, order: leadingNumber(change.path) }));
  keyed.sort((a, b) => a.order - b.order || comparePaths(a.change.path, b.change.path));
  return keyed.map(({ change }) => change);
}

function leadingNumber(path: Uint8Array): number {
  let number = 0;
  for (let i = 0; i < 6; i++) number = number * 256 + (path[i] ?? 0);
  return number;
}

function comparePaths(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
