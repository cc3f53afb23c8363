import { RLP } from '@ethereumjs/rlp';
import { concatBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';

type Structure = Uint8Array | Structure[];

interface Leaf {
  readonly nibbles: Uint8Array;
  readonly value: Uint8Array;
}

/** The root of a Merkle-Patricia trie over 32-byte keys, computed at once from all of them; values are not empty. */
export function trieRoot(entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]): Uint8Array {
  if (entries.length === 0) return EMPTY_TRIE_ROOT;
  const leaves = entries.map(([key, value]) => ({ nibbles: toNibbles(key), value }));
  leaves.sort((a, b) => Buffer.compare(a.nibbles, b.nibbles));
  return keccak256(RLP.encode(node(leaves, 0)));
}

/** The node over sorted leaves whose first `depth` nibbles are the same. */
function node(leaves: readonly Leaf[], depth: number): Structure {
  const first = leaves[0];
  const last = leaves[leaves.length - 1];
  if (first === undefined || last === undefined) return new Uint8Array(0);
  if (leaves.length === 1) return [hexPrefix(first.nibbles.subarray(depth), true), first.value];
  let shared = depth;
  while (first.nibbles[shared] === last.nibbles[shared]) shared++;
  if (shared > depth)
    return [hexPrefix(first.nibbles.subarray(depth, shared), false), reference(node(leaves, shared))];
  const children: Structure[] = [];
  for (let nibble = 0, from = 0; nibble < 16; nibble++) {
    let to = from;
    while (leaves[to]?.nibbles[depth] === nibble) to++;
    children.push(from === to ? new Uint8Array(0) : reference(node(leaves.slice(from, to), depth + 1)));
    from = to;
  }
  return [...children, new Uint8Array(0)];
}

/** A node stands in its parent itself when it is short, and by its hash otherwise. */
function reference(structure: Structure): Structure {
  const encoded = RLP.encode(structure);
  return encoded.length < 32 ? structure : keccak256(encoded);
}

function hexPrefix(nibbles: Uint8Array, leaf: boolean): Uint8Array {
  const odd = nibbles.length % 2 === 1;
  const flag = (leaf ? 2 : 0) + (odd ? 1 : 0);
  const padded = concatBytes(odd ? Uint8Array.of(flag) : Uint8Array.of(flag, 0), nibbles);
  return padded.filter((_, i) => i % 2 === 0).map((high, i) => (high << 4) | (padded[2 * i + 1] ?? 0));
}

function toNibbles(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  key.forEach((byte, i) => {
    nibbles[2 * i] = byte >> 4;
    nibbles[2 * i + 1] = byte & 15;
  });
  return nibbles;
}
