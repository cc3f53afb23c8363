/**
 * Copies `length` bytes and returns the position after them. For short runs on hot paths, where a loop costs less
 * than making a view for `set`.
 */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  length: number,
): number {
  for (let i = 0; i < length; i++) target[at + i] = source[from + i] as number;
  return at + length;
}
