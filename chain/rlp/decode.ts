import { DecodeError } from './errors.ts';

/** A decoded item: long byte strings are views into the input, short ones copies. */
export type RlpItem = Uint8Array | RlpItem[];

/** Deeper than anything in the protocol: block > transactions > access list > entry > keys is six. */
const MAX_DEPTH = 12;

/** Bytes up to which a copy costs less than a view: a view makes JavaScriptCore move the input out of its own heap first. */
const COPIED = 128;

/**
 * Decodes exactly one canonical RLP item from `start` to the end (yellow paper, appendix B). Strict: no trailing bytes, shortest length forms
 * only. @ethereumjs/rlp copies the rest of the input at every level and recurses without bound (a 128 kB nest of lists
 * takes seconds); this one is linear, bounded in depth and copies nothing long. Throws DecodeError.
 */
export function decodeRlp(input: Uint8Array, start = 0): RlpItem {
  const bytes = plainView(input);
  const cursor = { bytes, offset: start };
  const item = decodeItem(cursor, bytes.length, 0);
  if (cursor.offset !== bytes.length) {
    throw new DecodeError('rlp-trailing-bytes', `${bytes.length - cursor.offset} bytes after the RLP item`);
  }
  return item;
}

interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
}

function decodeItem(cursor: Cursor, end: number, depth: number): RlpItem {
  const { bytes, offset } = cursor;
  const first = bytes[offset];
  if (first === undefined || offset >= end)
    throw new DecodeError('rlp-truncated', 'RLP item expected, found the end');
  if (first < 0x80) {
    cursor.offset = offset + 1;
    return bytes.slice(offset, offset + 1);
  }
  const length = payloadLength(cursor, first, end);
  const start = cursor.offset;
  const stop = start + length;
  if (stop > end)
    throw new DecodeError('rlp-truncated', `RLP item of ${length} bytes ends after its container`);
  if (first < 0xc0) {
    if (length === 1 && (bytes[start] ?? 0) < 0x80) {
      throw new DecodeError('rlp-not-canonical', 'RLP byte below 0x80 with a length prefix');
    }
    cursor.offset = stop;
    return length <= COPIED ? bytes.slice(start, stop) : bytes.subarray(start, stop);
  }
  if (depth >= MAX_DEPTH) throw new DecodeError('rlp-too-deep', `RLP lists nested deeper than ${MAX_DEPTH}`);
  const items: RlpItem[] = [];
  while (cursor.offset < stop) items.push(decodeItem(cursor, stop, depth + 1));
  return items;
}

/** Reads the head at the cursor, leaves the cursor at the payload and returns the payload's length. */
function payloadLength(cursor: Cursor, first: number, end: number): number {
  const base = first < 0xc0 ? 0x80 : 0xc0;
  const short = first - base;
  cursor.offset += 1;
  if (short <= 55) return short;
  const size = short - 55;
  if (cursor.offset + size > end) throw new DecodeError('rlp-truncated', 'RLP length is cut off');
  if (cursor.bytes[cursor.offset] === 0)
    throw new DecodeError('rlp-not-canonical', 'RLP length with leading zeros');
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + (cursor.bytes[cursor.offset + i] ?? 0);
  if (length <= 55) throw new DecodeError('rlp-not-canonical', 'RLP long form for a short length');
  cursor.offset += size;
  return length;
}

/** A Uint8Array even where the caller holds a Buffer, whose slices would behave differently. */
function plainView(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
