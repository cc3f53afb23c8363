import { equalBytes } from '../encoding/bytes.ts';
import { putBranch, putExtension, putLeaf, reference } from './node.ts';
import { type Child, childOf, parseRecord } from './record.ts';
import type { TrieView } from './view.ts';

/**
 * Whether every node of a trie is what its parent says, down to the values of the leaves; `onLeaf` hears of each leaf's key.
 * Returns the path of the first node that is not, as nibbles in hex; undefined where all are. Not to be held over an await.
 */
export function faultInTrie(view: TrieView, onLeaf: (key: Uint8Array) => void): string | undefined {
  const root = view.root();
  return root && faultBelow(view, root, '', onLeaf);
}

function faultBelow(
  view: TrieView,
  child: Child,
  path: string,
  onLeaf: (key: Uint8Array) => void,
): string | undefined {
  const said = child.reference;
  if (said === undefined) return path;
  if (child.kind === 'leaf') {
    onLeaf(child.key);
    const leafPath = view.leafPath(child.key);
    if (!Buffer.from(leafPath).toString('hex').startsWith(path)) return path;
    const value = view.leafValue(child.key);
    return equalBytes(reference(putLeaf(leafPath, path.length, value)), said) ? undefined : path;
  }
  const at = path + [...child.extension].map((nibble) => nibble.toString(16)).join('');
  const bytes = view.record(Buffer.from(at.padEnd(64, '0'), 'hex'), at.length);
  if (bytes === undefined) return at;
  const branch = parseRecord(bytes, view.keyLength);
  if (!equalBytes(reference(putBranch(branch)), child.inner)) return at;
  const whole =
    child.extension.length === 0 ? child.inner : reference(putExtension(child.extension, child.inner));
  if (!equalBytes(whole, said)) return path;
  for (let nibble = 0; nibble < 16; nibble++) {
    const next = childOf(branch, nibble);
    const fault = next && faultBelow(view, next, at + nibble.toString(16), onLeaf);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
