import { equalBytes } from '../encoding/bytes.ts';
import { CorruptStoreError } from '../errors.ts';
import { encodeBranch, encodeExtension, encodeLeaf } from './node.ts';
import { matchLength, nibbleAt, ROOT_RECORD_KEY, recordKey } from './path.ts';
import { type Child, childOf, decodeRootRecord, parseRecord } from './record.ts';
import type { TrieView } from './view.ts';

/**
 * The Merkle proof of a key: RLP nodes from the root down, to the key's leaf or to where it would be.
 * A node embedded in its parent has no entry of its own. Empty for an empty trie.
 */
export function proveKey(view: TrieView, key: Uint8Array): Uint8Array[] {
  const proof: Uint8Array[] = [];
  const path = view.leafPath(key);
  const rootRecord = view.record(ROOT_RECORD_KEY);
  let child: Child | undefined =
    rootRecord === undefined ? undefined : decodeRootRecord(rootRecord, view.keyLength);
  let depth = 0;
  while (child !== undefined) {
    if (child.kind === 'leaf') {
      const leafPath = equalBytes(child.key, key) ? path : view.leafPath(child.key);
      add(proof, encodeLeaf(leafPath, depth, view.leafValue(child.key)));
      break;
    }
    if (child.extension.length > 0) {
      add(proof, encodeExtension(child.extension, child.inner));
      if (matchLength(child.extension, path, depth) < child.extension.length) break;
      depth += child.extension.length;
    }
    const bytes = view.record(recordKey(path, depth));
    if (bytes === undefined) throw new CorruptStoreError('a trie lacks the record of one of its branches');
    const record = parseRecord(bytes, view.keyLength);
    add(proof, encodeBranch(record));
    child = childOf(record, nibbleAt(path, depth));
    depth++;
  }
  return proof;
}

/** Keeps a copy: the encoder's buffer is shared. A short node is part of its parent, except at the root. */
function add(proof: Uint8Array[], node: Uint8Array): void {
  if (node.length >= 32 || proof.length === 0) proof.push(node.slice());
}
