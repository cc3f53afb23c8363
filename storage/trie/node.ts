import { copyBytes } from '../encoding/copy.ts';
import { hashBranch, hashInput, KECCAK_INPUT } from '../encoding/keccak.ts';
import { nibbleAt } from './path.ts';
import type { Branch } from './record.ts';

/**
 * Merkle-Patricia nodes in RLP (yellow paper, appendix D) and how a parent names them: by their hash, or, when the RLP
 * is shorter than 32 bytes, by the RLP itself. A reference of 32 bytes is therefore always a hash.
 *
 * A node is put together where the hash function reads it, so that it is hashed without being copied; `put…` returns its
 * length there. It must be taken (`reference`, `rlp`) before anything else is hashed.
 */
const target = KECCAK_INPUT;

/** Values that a leaf may have: many times what accounts and slots need. */
const LONGEST_VALUE = KECCAK_INPUT.length - 64;

/** The leaf with the path from `depth` to its end, and the value. */
export function putLeaf(path: Uint8Array, depth: number, value: Uint8Array): number {
  if (value.length > LONGEST_VALUE) throw new RangeError('the value of a leaf is too long');
  // A path ends with a whole byte, so what follows its first, perhaps odd, nibble is whole bytes.
  const odd = (depth & 1) === 1;
  const from = (depth + 1) >> 1;
  const rest = path.length - from;
  const flag = odd ? 0x30 | nibbleAt(path, depth) : 0x20;
  let at = putListHeader(compactSize(rest) + stringSize(value));
  at = putCompactHeader(at, rest, flag);
  at = copyBytes(target, at, path, from, rest);
  at = putStringHeader(at, value);
  return copyBytes(target, at, value, 0, value.length);
}

/** The extension with these nibbles, and the reference of the branch below. */
export function putExtension(nibbles: Uint8Array, branch: Uint8Array): number {
  const odd = nibbles.length & 1;
  const rest = nibbles.length >> 1;
  let at = putListHeader(compactSize(rest) + (branch.length === 32 ? 33 : branch.length));
  at = putCompactHeader(at, rest, odd === 1 ? 0x10 | (nibbles[0] ?? 0) : 0x00);
  for (let i = odd; i < nibbles.length; i += 2)
    target[at++] = ((nibbles[i] ?? 0) << 4) | (nibbles[i + 1] ?? 0);
  if (branch.length === 32) at = putStringHeader(at, branch);
  return copyBytes(target, at, branch, 0, branch.length);
}

/** A branch. It has no value: the keys of a trie have all the same length here. */
export function putBranch(branch: Branch): number {
  const { bytes, present, irregular, starts } = branch;
  let at = putListHeader(branchSize(branch));
  for (let nibble = 0; nibble < 16; nibble++) {
    const bit = 1 << nibble;
    const start = starts[nibble] as number;
    if ((present & bit) === 0) target[at++] = 0x80;
    else if ((irregular & bit) === 0) {
      target[at++] = 0xa0;
      at = copyBytes(target, at, bytes, start, 32);
    } else {
      const length = bytes[start] as number;
      if (length === 32) target[at++] = 0xa0;
      at = copyBytes(target, at, bytes, start + 1, length);
    }
  }
  target[at++] = 0x80;
  return at;
}

/** How a parent names the node of this length that was put together last. */
export function reference(length: number): Uint8Array {
  return length < 32 ? target.slice(0, length) : hashInput(length);
}

/** How a parent names a branch: as `reference` of `putBranch`, in one step where its children are named by hashes. */
export function branchReference(branch: Branch): Uint8Array {
  const { bytes, present, leaf, irregular, keyLength } = branch;
  return irregular === 0 ? hashBranch(bytes, present, leaf, keyLength) : reference(putBranch(branch));
}

/** The node of this length that was put together last. */
export function rlp(length: number): Uint8Array {
  return target.slice(0, length);
}

/** Bytes of a branch's payload: one for what is not there, and for the value. */
function branchSize({ bytes, present, irregular, starts }: Branch): number {
  let size = 17;
  for (let nibble = 0; nibble < 16; nibble++) {
    const bit = 1 << nibble;
    if ((present & bit) === 0) continue;
    const length = (irregular & bit) === 0 ? 32 : (bytes[starts[nibble] as number] as number);
    size += length === 32 ? 32 : length - 1;
  }
  return size;
}

/** Bytes of a compact path with `rest` bytes after its flag. */
function compactSize(rest: number): number {
  return rest === 0 ? 1 : 2 + rest;
}

function stringSize(bytes: Uint8Array): number {
  const { length } = bytes;
  if (length === 1 && (bytes[0] ?? 0) < 0x80) return 1;
  if (length < 56) return 1 + length;
  return length + (length < 256 ? 2 : 3);
}

/** The string header of a compact path with `rest` bytes after its flag, and the flag. */
function putCompactHeader(at: number, rest: number, flag: number): number {
  let position = at;
  if (rest > 0) target[position++] = 0x81 + rest;
  target[position++] = flag;
  return position;
}

function putStringHeader(at: number, bytes: Uint8Array): number {
  const length = bytes.length;
  if (length === 1 && (bytes[0] ?? 0) < 0x80) return at;
  return putHeader(at, length, 0x80);
}

/** The header of a list with so many bytes, at the beginning. */
function putListHeader(length: number): number {
  return putHeader(0, length, 0xc0);
}

function putHeader(at: number, length: number, short: number): number {
  if (length < 56) {
    target[at] = short + length;
    return at + 1;
  }
  if (length < 256) {
    target[at] = short + 56;
    target[at + 1] = length;
    return at + 2;
  }
  target[at] = short + 57;
  target[at + 1] = length >> 8;
  target[at + 2] = length;
  return at + 3;
}
