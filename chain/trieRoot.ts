import { EMPTY_TRIE_ROOT, hashInto, keccak256 } from '../storage/encoding/keccak.ts';

/*
 * The key of an index is rlp(index), read as nibbles. In the order of the keys the indexes are 1 to 127, 0, 128 and on: so a
 * key is counted, not encoded, and the trie is built in one pass over ranges of that order, without a database. A node is
 * written into one buffer behind its parent, hashed there, and its place is used again.
 */

/** Indexes whose key is one byte, 0 aside. */
const SHORT_KEYS = 127;
/** Most bytes of a node but for the value: seventeen references of 33 bytes, a path, heads. */
const NODE = 640;

let buffer = new Uint8Array(1 << 16);

/**
 * The root of the Merkle-Patricia trie that maps rlp(index) to each value (yellow paper 4.4.3 and appendix D): the
 * transactions, receipts and withdrawals roots of a header.
 */
export function orderedTrieRoot(values: readonly Uint8Array[]): Uint8Array {
  if (values.length === 0) return EMPTY_TRIE_ROOT;
  const end = writeNode(values, 0, values.length, 0, 0);
  return keccak256(buffer.subarray(0, end));
}

/** Writes the node that holds the places [start, end) of the order, which agree on their first `depth` nibbles; its end. */
function writeNode(
  values: readonly Uint8Array[],
  start: number,
  end: number,
  depth: number,
  at: number,
): number {
  const first = indexAt(start, values.length);
  if (end - start === 1) return writeLeaf(values[first] as Uint8Array, first, depth, at);
  reserve(at, 0);
  const shared = sharedDepth(first, indexAt(end - 1, values.length), depth);
  if (shared > depth) return writeExtension(values, start, end, depth, shared, at);
  // the payload goes behind the longest head, which is put before it when its size is known
  let to = at + 3;
  let next = start;
  for (let nibble = 0; nibble < 16; nibble++) {
    const from = next;
    while (next < end && nibbleOf(indexAt(next, values.length), depth) === nibble) next++;
    if (from === next) buffer[to++] = 0x80;
    else to = writeReference(values, from, next, depth + 1, to, at + NODE);
  }
  buffer[to++] = 0x80;
  return closeList(at, at + 3, to);
}

function writeLeaf(value: Uint8Array, index: number, depth: number, at: number): number {
  reserve(at, value.length);
  let to = writePath(index, depth, keyNibbles(index), true, at + 5);
  to = writeHead(to, 0x80, value);
  buffer.set(value, to);
  return closeList(at, at + 5, to + value.length);
}

function writeExtension(
  values: readonly Uint8Array[],
  start: number,
  end: number,
  depth: number,
  shared: number,
  at: number,
): number {
  const to = writePath(indexAt(start, values.length), depth, shared, false, at + 5);
  return closeList(at, at + 5, writeReference(values, start, end, shared, to, at + NODE));
}

/** How a parent names a node: by its hash, or by the node itself where that is shorter. `free` is behind the parent. */
function writeReference(
  values: readonly Uint8Array[],
  start: number,
  end: number,
  depth: number,
  at: number,
  free: number,
): number {
  const nodeEnd = writeNode(values, start, end, depth, free);
  if (nodeEnd - free < 32) {
    buffer.copyWithin(at, free, nodeEnd);
    return at + nodeEnd - free;
  }
  buffer[at] = 0xa0;
  hashInto(buffer, free, nodeEnd, buffer, at + 1);
  return at + 33;
}

/** The nibbles [from, to) of a key in hex-prefix form, as a string item (yellow paper, appendix C). */
function writePath(index: number, from: number, to: number, isLeaf: boolean, at: number): number {
  const odd = (to - from) & 1;
  const flag = ((isLeaf ? 2 : 0) + odd) << 4;
  const length = 1 + ((to - from) >> 1);
  let next = at;
  if (length > 1) buffer[next++] = 0x80 + length;
  buffer[next++] = flag | (odd === 1 ? nibbleOf(index, from) : 0);
  for (let depth = from + odd; depth < to; depth += 2) {
    buffer[next++] = (nibbleOf(index, depth) << 4) | nibbleOf(index, depth + 1);
  }
  return next;
}

/** The head of a string item, and nothing for a byte that stands for itself. */
function writeHead(at: number, base: number, value: Uint8Array): number {
  const { length } = value;
  if (length === 1 && (value[0] as number) < 0x80) return at;
  if (length <= 55) {
    buffer[at] = base + length;
    return at + 1;
  }
  const size = sizeOf(length);
  buffer[at] = base + 55 + size;
  for (let i = 0; i < size; i++) buffer[at + size - i] = length >>> (8 * i);
  return at + 1 + size;
}

/** Puts the head of a list before its payload, moves both to `at`, and answers where they end. */
function closeList(at: number, start: number, end: number): number {
  const length = end - start;
  const size = length <= 55 ? 0 : sizeOf(length);
  buffer[at] = size === 0 ? 0xc0 + length : 0xf7 + size;
  for (let i = 0; i < size; i++) buffer[at + size - i] = length >>> (8 * i);
  const body = at + 1 + size;
  if (body !== start) buffer.copyWithin(body, start, end);
  return body + length;
}

function sizeOf(length: number): number {
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}

/** The index at a place of the order of keys. */
function indexAt(place: number, count: number): number {
  const zero = count <= SHORT_KEYS ? count - 1 : SHORT_KEYS;
  return place < zero ? place + 1 : place === zero ? 0 : place;
}

/** Nibbles of rlp(index). */
function keyNibbles(index: number): number {
  return index <= SHORT_KEYS ? 2 : 2 + 2 * sizeOf(index);
}

/** A nibble of rlp(index). */
function nibbleOf(index: number, depth: number): number {
  if (index === 0) return depth === 0 ? 8 : 0;
  const nibbles = keyNibbles(index);
  if (nibbles > 2 && depth < 2) return depth === 0 ? 8 : (nibbles - 2) >> 1;
  return (index >>> (4 * (nibbles - 1 - depth))) & 15;
}

/** The depth up to which two keys agree, from `depth` on. */
function sharedDepth(a: number, b: number, depth: number): number {
  const end = Math.min(keyNibbles(a), keyNibbles(b));
  let shared = depth;
  while (shared < end && nibbleOf(a, shared) === nibbleOf(b, shared)) shared++;
  return shared;
}

/** Makes sure of room for a node at a place, with a value. */
function reserve(at: number, length: number): void {
  if (at + NODE + length <= buffer.length) return;
  const larger = new Uint8Array(2 * (at + NODE + length));
  larger.set(buffer);
  buffer = larger;
}
