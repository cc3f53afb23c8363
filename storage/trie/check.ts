import { equalBytes } from '../encoding/bytes.ts';
import { encodeBranch, encodeExtension, encodeLeaf, referenceTo } from './node.ts';
import { ROOT_RECORD_KEY, recordKey } from './path.ts';
import { type Child, childOf, decodeRootRecord, parseRecord } from './record.ts';
import type { TrieView } from './view.ts';

/**
 * Whether every node of a trie is what its parent says, down to the values of the leaves; `onLeaf` hears of each leaf's key.
 * Returns the path of the first node that is not, as nibbles in hex; undefined where all are. Not to be held over an await.
 */
export function faultInTrie(view: TrieView, onLeaf: (key: Uint8Array) => void): string | undefined {
  const root = view.record(ROOT_RECORD_KEY);
  if (root === undefined) return undefined;
  return faultBelow(view, decodeRootRecord(root, view.keyLength), '', onLeaf);
}

function faultBelow(
  view: TrieView,
  child: Child,
  path: string,
  onLeaf: (key: Uint8Array) => void,
): string | undefined {
  const { reference } = child;
  if (reference === undefined) return path;
  if (child.kind === 'leaf') {
    onLeaf(child.key);
    const leafPath = view.leafPath(child.key);
    if (!Buffer.from(leafPath).toString('hex').startsWith(path)) return path;
    const leaf = encodeLeaf(leafPath, path.length, view.leafValue(child.key));
    return equalBytes(referenceTo(leaf), reference) ? undefined : path;
  }
  const at = path + [...child.extension].map((nibble) => nibble.toString(16)).join('');
  const bytes = view.record(recordKey(Buffer.from(at.padEnd(64, '0'), 'hex'), at.length));
  if (bytes === undefined) return at;
  const record = parseRecord(bytes, view.keyLength);
  if (!equalBytes(referenceTo(encodeBranch(record)), child.inner)) return at;
  const whole =
    child.extension.length === 0 ? child.inner : referenceTo(encodeExtension(child.extension, child.inner));
  if (!equalBytes(whole, reference)) return path;
  for (let nibble = 0; nibble < 16; nibble++) {
    const next = childOf(record, nibble);
    const fault = next && faultBelow(view, next, at + nibble.toString(16), onLeaf);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
