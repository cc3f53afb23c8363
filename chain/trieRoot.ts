import { EMPTY_TRIE_ROOT, keccak256 } from '../storage/encoding/keccak.ts';
import { encodeRlp, encodeRlpList } from './rlp/encode.ts';

/**
 * The root of the Merkle-Patricia trie that maps rlp(index) to each value (yellow paper 4.4.3 and appendix D): the
 * transactions, receipts and withdrawals roots of a header. Built from the sorted keys in one pass, without a database.
 */
export function orderedTrieRoot(values: readonly Uint8Array[]): Uint8Array {
  if (values.length === 0) return EMPTY_TRIE_ROOT;
  const entries = values.map((value, index) => ({ path: nibblesOf(encodeRlp(BigInt(index))), value }));
  entries.sort((a, b) => comparePaths(a.path, b.path));
  return keccak256(encodeNode(entries, 0, entries.length, 0));
}

interface Entry {
  /** one nibble per byte; no path is the beginning of another */
  readonly path: Uint8Array;
  readonly value: Uint8Array;
}

/** The node that holds entries[start, end), which agree on their first `depth` nibbles. */
function encodeNode(entries: readonly Entry[], start: number, end: number, depth: number): Uint8Array {
  const first = at(entries, start);
  if (end - start === 1) return encodeRlp([compactPath(first.path.subarray(depth), true), first.value]);
  const shared = sharedLength(first.path, at(entries, end - 1).path, depth);
  if (shared > depth) {
    const child = reference(encodeNode(entries, start, end, shared));
    return encodeRlpList([encodeRlp(compactPath(first.path.subarray(depth, shared), false)), child]);
  }
  const items: Uint8Array[] = [];
  let next = start;
  for (let nibble = 0; nibble < 16; nibble++) {
    const from = next;
    while (next < end && at(entries, next).path[depth] === nibble) next++;
    items.push(from === next ? EMPTY_ITEM : reference(encodeNode(entries, from, next, depth + 1)));
  }
  items.push(EMPTY_ITEM);
  return encodeRlpList(items);
}

const EMPTY_ITEM = Uint8Array.of(0x80);

/** A node shorter than a hash stands in its parent as it is. */
function reference(node: Uint8Array): Uint8Array {
  return node.length < 32 ? node : encodeRlp(keccak256(node));
}

/** Hex-prefix encoding (yellow paper, appendix C). */
function compactPath(nibbles: Uint8Array, leaf: boolean): Uint8Array {
  const odd = nibbles.length % 2;
  const out = new Uint8Array(1 + (nibbles.length >> 1));
  out[0] = ((leaf ? 2 : 0) + odd) * 16 + (odd === 1 ? (nibbles[0] ?? 0) : 0);
  for (let i = odd; i < nibbles.length; i += 2) {
    out[1 + (i >> 1)] = (nibbles[i] ?? 0) * 16 + (nibbles[i + 1] ?? 0);
  }
  return out;
}

function nibblesOf(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  key.forEach((byte, i) => {
    nibbles[2 * i] = byte >> 4;
    nibbles[2 * i + 1] = byte & 15;
  });
  return nibbles;
}

function sharedLength(a: Uint8Array, b: Uint8Array, from: number): number {
  let i = from;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

function comparePaths(a: Uint8Array, b: Uint8Array): number {
  const i = sharedLength(a, b, 0);
  return (a[i] ?? -1) - (b[i] ?? -1);
}

function at(entries: readonly Entry[], index: number): Entry {
  const entry = entries[index];
  if (entry === undefined) throw new RangeError(`no entry ${index}`);
  return entry;
}
