import { equalBytes } from '../encoding/bytes.ts';
import { putBranch, putExtension, putLeaf, rlp } from './node.ts';
import { nibbleAt } from './path.ts';
import { type Child, childOf } from './record.ts';
import { branchOf, type TrieView } from './view.ts';

/**
 * What taking keys out of a trie reads beside their proofs: a branch that is left with one child goes, and its place is taken by that
 * child, whose kind only its own node tells. RLP nodes, those embedded in their parents left out. It is what any order of changes
 * reads at most: a key that is added in between can only keep a branch.
 */
export function lastChildren(view: TrieView, removed: readonly Uint8Array[]): Uint8Array[] {
  const nodes: Uint8Array[] = [];
  const root = view.root();
  if (root !== undefined) takeOut(view, root, 0, removed.map(view.leafPath), nodes);
  return nodes;
}

/** Whether nothing of a child is left without these leaves, all of which lie below it if they are there. */
function takeOut(
  view: TrieView,
  child: Child,
  depth: number,
  paths: readonly Uint8Array[],
  nodes: Uint8Array[],
): boolean {
  const [path] = paths;
  if (path === undefined) return false;
  if (child.kind === 'leaf') {
    const own = view.leafPath(child.key);
    return paths.some((one) => equalBytes(one, own));
  }
  const below = depth + child.extension.length;
  const branch = branchOf(view, child, path, below);
  const left: number[] = [];
  let gone = 0;
  for (let nibble = 0; nibble < 16; nibble++) {
    const next = childOf(branch, nibble);
    if (next === undefined) continue;
    const within = paths.filter((one) => nibbleAt(one, below) === nibble);
    if (takeOut(view, next, below + 1, within, nodes)) gone++;
    else left.push(nibble);
  }
  const [last] = left;
  if (gone > 0 && left.length === 1 && last !== undefined) {
    const node = nodeOf(view, childOf(branch, last) as Child, withNibble(path, below, last), below + 1);
    if (node.length >= 32) nodes.push(node);
  }
  return left.length === 0;
}

/** The node that lies `depth` nibbles along `path`. */
function nodeOf(view: TrieView, child: Child, path: Uint8Array, depth: number): Uint8Array {
  if (child.kind === 'leaf') {
    const value = view.leafValue(child.key);
    return rlp(putLeaf(view.leafPath(child.key), depth, value));
  }
  if (child.extension.length > 0) return rlp(putExtension(child.extension, child.inner));
  return rlp(putBranch(branchOf(view, child, path, depth)));
}

function withNibble(path: Uint8Array, depth: number, nibble: number): Uint8Array {
  const changed = path.slice();
  const at = depth >> 1;
  const byte = changed[at] as number;
  changed[at] = (depth & 1) === 0 ? (nibble << 4) | (byte & 0x0f) : (byte & 0xf0) | nibble;
  return changed;
}
