/**
 * The incremental Merkle-Patricia update. Longer than most files here because its functions call each other in a circle:
 *
 *     updateTrie ─> updateChild ─> updateLeaf ──────> build          (a leaf, or nothing, becomes a subtree)
 *                    ^      │ └──> updateExtension ─> split, or on
 *                    │      └────> updateBranch <──────┘
 *                    └──────────── each changed child ─> finishBranch   (encode, or collapse into an only child)
 */
import { equalBytes } from '../encoding/bytes.ts';
import {
  type Changed,
  change,
  changeBranch,
  encodeRootRecord,
  lowestBit,
  noneChanged,
  settle,
} from './change.ts';
import { branchReference, putExtension, putLeaf, reference } from './node.ts';
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
  type Branch,
  type BranchChild,
  branchChild,
  type Child,
  childOf,
  isLeafOf,
  type LeafChild,
  noneBelow,
} from './record.ts';
import { branchOf, rootHash, type TrieView } from './view.ts';

/** What becomes of one key; the value is null where the key goes. */
export interface TrieChange {
  readonly key: Uint8Array;
  /** `leafPath(key)` of the trie */
  readonly path: Uint8Array;
  readonly value: Uint8Array | null;
}

/** A record to write under its key (path.ts); null: it goes. */
export interface RecordChange {
  readonly key: Uint8Array;
  readonly bytes: Uint8Array | null;
}

/** The result of an update. */
export interface TrieUpdate {
  /** the new root hash */
  readonly root: Uint8Array;
  /** the root node that it began with */
  readonly former: Child | undefined;
  /** the new root node, with its new branches hanging from it and those that were in memory before */
  readonly top: Child | undefined;
  /** how many branches it has more than before */
  readonly added: number;
  /** in the order of their keys */
  readonly records: readonly RecordChange[];
}

/** One update under way. `changes` is sorted by path, so that those below a node are a range [from, to). */
interface Run {
  readonly view: TrieView;
  readonly changes: readonly TrieChange[];
  /** By depth. The update goes along the trie from the left to the right, so those of one depth are in the order of paths. */
  readonly records: RecordChange[][];
  added: number;
}

/**
 * Applies changes (each key once) to a trie. Reads the branches on the way to the changed keys and no others, hashes
 * each new node once (a leaf or extension only when its final depth is known), and writes nothing: former nodes stay as they are.
 */
export function updateTrie(view: TrieView, changes: readonly TrieChange[]): TrieUpdate {
  const run: Run = { view, changes: sortByPath(changes), records: [], added: 0 };
  const before = view.root();
  const after = updateChild(run, before, 0, 0, changes.length);
  if (after !== before && after !== undefined) seal(run, after, 0);
  const records = run.records.flat();
  if (after !== before)
    records.push({ key: ROOT_RECORD_KEY, bytes: after === undefined ? null : encodeRootRecord(after) });
  return { root: rootHash(after?.reference), former: before, top: after, added: run.added, records };
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
  if (to - from === 1) {
    const only = run.changes[from] as TrieChange;
    const { key, value } = only;
    if (leaf === undefined || equalBytes(leaf.key, key))
      return value === null ? undefined : leafOf(only, value);
  }
  const leaves: LeafChild[] = [];
  let rest = leaf;
  if (rest !== undefined) rest.path ??= knownPath(run, rest.key, from, to) ?? run.view.leafPath(rest.key);
  for (let i = from; i < to; i++) {
    const change = run.changes[i] as TrieChange;
    const { path, value } = change;
    if (rest?.path !== undefined) {
      const order = comparePaths(rest.path, path);
      if (order < 0) leaves.push(rest);
      if (order <= 0) rest = undefined;
    }
    if (value !== null) leaves.push(leafOf(change, value));
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
  const changed = noneChanged(branchDepth);
  for (let start = from; start < to; ) {
    const nibble = nibbleAt((leaves[start] as LeafChild).path as Uint8Array, branchDepth);
    let end = start + 1;
    while (end < to && nibbleAt((leaves[end] as LeafChild).path as Uint8Array, branchDepth) === nibble) end++;
    const child = build(run, leaves, branchDepth + 1, start, end);
    // A leaf that was here before hangs deeper now.
    const moved = child.kind === 'leaf' && child.reference !== undefined;
    change(changed, nibble, moved ? { ...child, reference: undefined } : child);
    start = end;
  }
  return prepend(
    nibblesBetween(path, depth, branchDepth),
    finishBranch(run, path, branchDepth, undefined, changed),
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
  const former = heldBranch(run.view, branch, path, depth);
  const changed = noneChanged(depth);
  for (let start = from; start < to; ) {
    const nibble = nibbleAt(pathOf(run, start), depth);
    const end = endOfNibble(run, start, to, depth, nibble);
    const only = end - start === 1 ? (run.changes[start] as TrieChange) : undefined;
    if (only?.value && isLeafOf(former, nibble, only.key)) change(changed, nibble, leafOf(only, only.value));
    else {
      const before = heldChild(run.view, former, nibble);
      const after = updateChild(run, before, depth + 1, start, end);
      if (after !== before) change(changed, nibble, after);
    }
    start = end;
  }
  return changed.nibbles === 0 ? branch : finishBranch(run, path, depth, former, changed);
}

/** A child's branch, which from now on hangs from it where branches stay in memory. */
function heldBranch(view: TrieView, child: BranchChild, path: Uint8Array, depth: number): Branch {
  const branch = branchOf(view, child, path, depth);
  if (child.branch === undefined && view.kept !== undefined) {
    child.branch = branch;
    view.kept();
  }
  return branch;
}

/** A branch's child; one that is a branch too hangs from it from now on where branches stay in memory. */
function heldChild(view: TrieView, branch: Branch, nibble: number): Child | undefined {
  const child = childOf(branch, nibble);
  if (view.kept !== undefined && child?.kind === 'branch') {
    branch.below ??= noneBelow();
    branch.below[nibble] = child;
  }
  return child;
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
    const branch = branchChild(NO_NIBBLES, inner, inner, child.branch);
    const after = updateBranch(run, branch, branchDepth, start, end);
    child.branch = branch.branch;
    return after === branch ? child : prepend(extension, after);
  }
  const nibble = extension[shared] as number;
  const lower = extension.subarray(shared + 1);
  const old = branchChild(lower, inner, lower.length === 0 ? inner : undefined, child.branch);
  const changed = noneChanged(branchDepth);
  change(changed, nibble, old);
  for (let first = start; first < end; ) {
    const at = nibbleAt(pathOf(run, first), branchDepth);
    const next = endOfNibble(run, first, end, branchDepth, at);
    change(changed, at, updateChild(run, changed.children[at], branchDepth + 1, first, next));
    first = next;
  }
  return prepend(
    extension.subarray(0, shared),
    finishBranch(run, pathOf(run, start), branchDepth, undefined, changed),
  );
}

/** Where the changes from `start` on that have `nibble` at `depth` end. */
function endOfNibble(run: Run, start: number, to: number, depth: number, nibble: number): number {
  let end = start + 1;
  while (end < to && nibbleAt(pathOf(run, end), depth) === nibble) end++;
  return end;
}

/** A branch from what it was and its changed children: gone, collapsed into an only child, or encoded anew. */
function finishBranch(
  run: Run,
  path: Uint8Array,
  depth: number,
  former: Branch | undefined,
  changed: Changed,
): Child | undefined {
  const { nibbles, children } = changed;
  let present = former === undefined ? 0 : former.present & ~nibbles;
  for (let rest = nibbles; rest !== 0; rest &= rest - 1) {
    const nibble = lowestBit(rest);
    if (children[nibble] !== undefined) present |= 1 << nibble;
  }
  if ((present & (present - 1)) === 0) {
    if (former !== undefined) note(run, path, depth, null);
    const last = lowestBit(present);
    const kept = present === 0 || former === undefined ? undefined : childOf(former, last);
    const only = children[last] ?? kept;
    settle(changed);
    return prepend(Uint8Array.of(last), only);
  }
  for (let rest = nibbles & present; rest !== 0; rest &= rest - 1)
    seal(run, children[lowestBit(rest)] as Child, depth + 1);
  const branch = changeBranch(former, changed, run.view.keyLength);
  settle(changed);
  note(run, path, depth, branch.bytes);
  if (former === undefined) run.added++;
  const inner = branchReference(branch);
  return branchChild(NO_NIBBLES, inner, inner, branch);
}

/** Notes what becomes of a branch's record. */
function note(run: Run, path: Uint8Array, depth: number, bytes: Uint8Array | null): void {
  if (bytes === null) run.added--;
  let records = run.records[depth];
  if (records === undefined) {
    while (run.records.length < depth) run.records.push([]);
    records = [];
    run.records[depth] = records;
  }
  records.push({ key: recordKey(path, depth), bytes });
}

function leafOf({ key, path }: TrieChange, value: Uint8Array): LeafChild {
  return { kind: 'leaf', key, path, value, reference: undefined };
}

/** Moves a child up by some nibbles: what it hangs from no longer spends them. */
function prepend(nibbles: Uint8Array, child: Child | undefined): Child | undefined {
  if (child === undefined || nibbles.length === 0) return child;
  if (child.kind === 'leaf') return { ...child, reference: undefined };
  const extension = new Uint8Array(nibbles.length + child.extension.length);
  extension.set(nibbles);
  extension.set(child.extension, nibbles.length);
  return branchChild(extension, child.inner, undefined, child.branch);
}

/** Encodes and hashes a leaf or an extension now that it is known to hang at `depth`. */
function seal(run: Run, child: Child, depth: number): void {
  if (child.reference !== undefined) return;
  if (child.kind === 'branch') {
    const { extension, inner } = child;
    child.reference = extension.length === 0 ? inner : reference(putExtension(extension, inner));
    return;
  }
  child.path ??= run.view.leafPath(child.key);
  child.value ??= run.view.leafValue(child.key);
  child.reference = reference(putLeaf(child.path, depth, child.value));
}

function pathOf(run: Run, index: number): Uint8Array {
  return (run.changes[index] as TrieChange).path;
}

/** Sorts by path; the first six bytes, as a number, decide nearly always. */
function sortByPath(changes: readonly TrieChange[]): readonly TrieChange[] {
  if (changes.length < 2) return changes;
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
