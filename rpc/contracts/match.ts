import { equalBytes } from '../../storage/encoding/bytes.ts';

/** A part of code that deployment fills in: immutables and addresses of libraries. */
export interface CodeRange {
  /** bytes from the beginning */
  readonly start: number;
  readonly length: number;
}

/**
 * How code that stands on chain compares with what a compiler gave: `exact`, `metadata` where only the hash of the sources
 * at its end differs, `none`. The ranges are those that deployment fills in.
 */
export function compareCode(
  standing: Uint8Array,
  compiled: Uint8Array,
  filled: readonly CodeRange[],
): 'exact' | 'metadata' | 'none' {
  const ranges = isLibrary(compiled) ? [...filled, { start: 1, length: 20 }] : filled;
  const [left, right] = [standing, compiled].map((code) => masked(code, ranges)) as [Uint8Array, Uint8Array];
  if (standing.length === compiled.length && equalBytes(left, right)) return 'exact';
  const [leftEnd, rightEnd] = [metadataStart(standing), metadataStart(compiled)];
  if (leftEnd === 0 || leftEnd !== rightEnd) return 'none';
  return equalBytes(left.subarray(0, leftEnd), right.subarray(0, rightEnd)) ? 'metadata' : 'none';
}

/** A library begins with PUSH20 of its own address, ADDRESS, EQ; compilers write zeros there. */
function isLibrary(code: Uint8Array): boolean {
  if (code[0] !== 0x73 || code[21] !== 0x30 || code[22] !== 0x14) return false;
  return code.subarray(1, 21).every((byte) => byte === 0);
}

function masked(code: Uint8Array, ranges: readonly CodeRange[]): Uint8Array {
  const copy = code.slice();
  for (const { start, length } of ranges) copy.fill(0, start, start + length);
  return copy;
}

/** Where the CBOR that solc appends begins: its last two bytes say its length; the code's end where there is none. */
function metadataStart(code: Uint8Array): number {
  const size = ((code.at(-2) ?? 0) << 8) | (code.at(-1) ?? 0);
  const start = code.length - 2 - size;
  // A CBOR map of one to three entries.
  const first = code[start] ?? 0;
  return start > 0 && first >= 0xa1 && first <= 0xa3 ? start : code.length;
}
