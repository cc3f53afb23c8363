import { copyBytes } from '../encoding/copy.ts';
import { keccak256 } from '../encoding/keccak.ts';
import { nibbleAt } from './path.ts';
import type { BranchRecord } from './record.ts';

/**
 * Merkle-Patricia nodes in RLP (yellow paper, appendix D) and how a parent names them: by their hash, or, when the RLP
 * is shorter than 32 bytes, by the RLP itself. A reference of 32 bytes is therefore always a hash.
 */

/** Where a list's payload begins in the scratch buffer: its header of up to three bytes goes before it. */
const PAYLOAD = 3;

let scratch = new Uint8Array(1024);

/** RLP of a leaf: the path from `depth` to its end, and the value. A view of a shared buffer: use it before the next call. */
export function encodeLeaf(path: Uint8Array, depth: number, value: Uint8Array): Uint8Array {
  reserve(path.length + value.length);
  // A path ends with a whole byte, so what follows its first, perhaps odd, nibble is whole bytes.
  const odd = (depth & 1) === 1;
  const from = (depth + 1) >> 1;
  const flag = odd ? 0x30 | nibbleAt(path, depth) : 0x20;
  let at = putCompactHeader(PAYLOAD, path.length - from, flag);
  at = copyBytes(scratch, at, path, from, path.length - from);
  at = putStringHeader(at, value);
  return finishList(copyBytes(scratch, at, value, 0, value.length));
}

/** RLP of an extension: nibbles, and the reference of the branch below. A view, as of encodeLeaf. */
export function encodeExtension(nibbles: Uint8Array, branch: Uint8Array): Uint8Array {
  const odd = nibbles.length & 1;
  let at = putCompactHeader(PAYLOAD, nibbles.length >> 1, odd === 1 ? 0x10 | (nibbles[0] ?? 0) : 0x00);
  for (let i = odd; i < nibbles.length; i += 2)
    scratch[at++] = ((nibbles[i] ?? 0) << 4) | (nibbles[i + 1] ?? 0);
  if (branch.length === 32) at = putStringHeader(at, branch);
  return finishList(copyBytes(scratch, at, branch, 0, branch.length));
}

/** RLP of a branch. It has no value: the keys of a trie have all the same length here. A view, as of encodeLeaf. */
export function encodeBranch({ bytes, present, irregular, starts }: BranchRecord): Uint8Array {
  let at = PAYLOAD;
  for (let nibble = 0; nibble < 16; nibble++) {
    const bit = 1 << nibble;
    const start = starts[nibble] as number;
    if ((present & bit) === 0) scratch[at++] = 0x80;
    else if ((irregular & bit) === 0) {
      scratch[at++] = 0xa0;
      at = copyBytes(scratch, at, bytes, start, 32);
    } else {
      const length = bytes[start] as number;
      if (length === 32) scratch[at++] = 0xa0;
      at = copyBytes(scratch, at, bytes, start + 1, length);
    }
  }
  scratch[at++] = 0x80;
  return finishList(at);
}

/** How a parent names a node with this RLP. */
export function referenceTo(rlp: Uint8Array): Uint8Array {
  return rlp.length < 32 ? rlp.slice() : keccak256(rlp);
}

function reserve(length: number): void {
  if (scratch.length < length + 64) scratch = new Uint8Array(2 * length + 64);
}

/** The string header of a compact path with `rest` bytes after its flag, and the flag. */
function putCompactHeader(at: number, rest: number, flag: number): number {
  let position = at;
  if (rest > 0) scratch[position++] = 0x81 + rest;
  scratch[position++] = flag;
  return position;
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
