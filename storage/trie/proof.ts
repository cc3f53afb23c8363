import { equalBytes } from '../encoding/bytes.ts';
import { putBranch, putExtension, putLeaf, rlp } from './node.ts';
import { matchLength, nibbleAt } from './path.ts';
import { childOf } from './record.ts';
import { branchOf, type TrieView } from './view.ts';

/**
 * The Merkle proof of a key: RLP nodes from the root down, to the key's leaf or to where it would be.
 * A node embedded in its parent has no entry of its own. Empty for an empty trie.
 */
export function proveKey(view: TrieView, key: Uint8Array): Uint8Array[] {
  const proof: Uint8Array[] = [];
  const path = view.leafPath(key);
  let child = view.root();
  let depth = 0;
  while (child !== undefined) {
    if (child.kind === 'leaf') {
      const leafPath = equalBytes(child.key, key) ? path : view.leafPath(child.key);
      const value = view.leafValue(child.key);
      add(proof, putLeaf(leafPath, depth, value));
      break;
    }
    if (child.extension.length > 0) {
      add(proof, putExtension(child.extension, child.inner));
      if (matchLength(child.extension, path, depth) < child.extension.length) break;
      depth += child.extension.length;
    }
    const branch = branchOf(view, child, path, depth);
    add(proof, putBranch(branch));
    child = childOf(branch, nibbleAt(path, depth));
    depth++;
  }
  return proof;
}

/** The node of this length that was put together last. A short one is part of its parent, except at the root. */
function add(proof: Uint8Array[], length: number): void {
  if (length >= 32 || proof.length === 0) proof.push(rlp(length));
}
