import { nibbleAt } from './path.ts';
import { type Child, childOf } from './record.ts';
import { branchOf, type TrieView } from './view.ts';

/** A leaf's place in a trie, and the key that it stands for. */
export interface TrieEntry {
  /** 32 bytes: the hash of the key */
  readonly path: Uint8Array;
  readonly key: Uint8Array;
}

/** The leaves of a trie in the order of their paths, from the path `start` on. Not to be held over an await. */
export function* walkTrie(view: TrieView, start: Uint8Array): Generator<TrieEntry> {
  const root = view.root();
  if (root !== undefined) yield* below(view, root, { path: new Uint8Array(32), depth: 0, start });
}

/** Where the walk is: the path down to `depth`, and the bound where it may still cut something off. */
interface Place {
  /** shared by the whole walk: what lies beyond `depth` means nothing */
  readonly path: Uint8Array;
  readonly depth: number;
  readonly start: Uint8Array | undefined;
}

function* below(view: TrieView, child: Child, { path, depth, start }: Place): Generator<TrieEntry> {
  if (child.kind === 'leaf') {
    const leafPath = view.leafPath(child.key);
    if (start === undefined || Buffer.compare(leafPath, start) >= 0) yield { path: leafPath, key: child.key };
    return;
  }
  let bound = start;
  let at = depth;
  for (const nibble of child.extension) {
    if (bound !== undefined && nibble < nibbleAt(bound, at)) return;
    if (bound !== undefined && nibble > nibbleAt(bound, at)) bound = undefined;
    putNibble(path, at++, nibble);
  }
  const branch = branchOf(view, child, path, at);
  const first = bound === undefined ? 0 : nibbleAt(bound, at);
  for (let nibble = first; nibble < 16; nibble++) {
    const next = childOf(branch, nibble);
    if (next === undefined) continue;
    putNibble(path, at, nibble);
    yield* below(view, next, { path, depth: at + 1, start: nibble === first ? bound : undefined });
  }
}

function putNibble(path: Uint8Array, depth: number, nibble: number): void {
  const byte = path[depth >> 1] ?? 0;
  path[depth >> 1] = (depth & 1) === 0 ? (nibble << 4) | (byte & 0x0f) : (byte & 0xf0) | nibble;
}
