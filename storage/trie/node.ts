import { keccak256 } from '../encoding/keccak.ts';
import { nibbleAt } from './path.ts';

/**
 * Merkle-Patricia nodes in RLP (yellow paper, appendix D) and how a parent names them: by their hash, or, when the RLP
 * is shorter than 32 bytes, by the RLP itself. A reference of 32 bytes is therefore always a hash.
 */

const LEAF_FLAG = 0x20;
const EXTENSION_FLAG = 0x00;

let scratch = new Uint8Array(1024);

/** RLP of a leaf: the path from `depth` to its end, and the value. */
export function encodeLeaf(path: Uint8Array, depth: number, value: Uint8Array): Uint8Array {
  const nibbles = path.length * 2 - depth;
  return encodePair(nibbles, (i) => nibbleAt(path, depth + i), LEAF_FLAG, value, false);
}

/** RLP of an extension: nibbles, and the reference of the branch below. */
export function encodeExtension(nibbles: Uint8Array, branch: Uint8Array): Uint8Array {
  return encodePair(nibbles.length, (i) => nibbles[i] ?? 0, EXTENSION_FLAG, branch, branch.length < 32);
}

/**
 * RLP of a branch from its 16 children's references. It has no value: the keys of a trie have all the same length here.
 * The result is a view of a shared buffer: use it before the next call.
 */
export function encodeBranch(childReference: (nibble: number) => Uint8Array | undefined): Uint8Array {
  let at = 3;
  for (let nibble = 0; nibble < 16; nibble++) {
    const reference = childReference(nibble);
    if (reference === undefined) {
      scratch[at++] = 0x80;
      continue;
    }
    if (reference.length === 32) scratch[at++] = 0xa0;
    scratch.set(reference, at);
    at += reference.length;
  }
  scratch[at++] = 0x80;
  return finishList(at);
}

/** How a parent names a node with this RLP. */
export function referenceTo(rlp: Uint8Array): Uint8Array {
  return rlp.length < 32 ? rlp.slice() : keccak256(rlp);
}

function encodePair(
  nibbles: number,
  nibble: (index: number) => number,
  flag: number,
  second: Uint8Array,
  secondIsRlp: boolean,
): Uint8Array {
  if (scratch.length < second.length + 64) scratch = new Uint8Array(second.length + 1024);
  let at = 3;
  const compactLength = (nibbles >> 1) + 1;
  const odd = nibbles & 1;
  const first = flag | (odd === 1 ? 0x10 | nibble(0) : 0);
  if (compactLength > 1) scratch[at++] = 0x80 + compactLength;
  scratch[at++] = first;
  for (let i = odd; i < nibbles; i += 2) scratch[at++] = (nibble(i) << 4) | nibble(i + 1);
  if (!secondIsRlp) at = putStringHeader(at, second);
  scratch.set(second, at);
  return finishList(at + second.length);
}

function putStringHeader(at: number, bytes: Uint8Array): number {
  const length = bytes.length;
  if (length === 1 && (bytes[0] ?? 0) < 0x80) return at;
  if (length < 56) {
    scratch[at] = 0x80 + length;
    return at + 1;
  }
  if (length < 256) {
    scratch[at] = 0xb8;
    scratch[at + 1] = length;
    return at + 2;
  }
  scratch[at] = 0xb9;
  scratch[at + 1] = length >> 8;
  scratch[at + 2] = length;
  return at + 3;
}

/** Puts the list header before the payload that lies in the scratch buffer from 3 to `end`. */
function finishList(end: number): Uint8Array {
  const length = end - 3;
  if (length < 56) {
    scratch[2] = 0xc0 + length;
    return scratch.subarray(2, end);
  }
  if (length < 256) {
    scratch[1] = 0xf8;
    scratch[2] = length;
    return scratch.subarray(1, end);
  }
  scratch[0] = 0xf9;
  scratch[1] = length >> 8;
  scratch[2] = length;
  return scratch.subarray(0, end);
}
