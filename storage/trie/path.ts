/** Positions in a trie: a path is a byte string read as nibbles, high half first; a depth counts nibbles. */

/** The key of a trie's root record; no depth reaches 0xff. */
export const ROOT_RECORD_KEY = Uint8Array.of(0xff);

/** The path of a root. */
export const NO_NIBBLES = new Uint8Array(0);

/** The nibble at a depth. */
export function nibbleAt(path: Uint8Array, depth: number): number {
  const byte = path[depth >> 1] ?? 0;
  return (depth & 1) === 0 ? byte >> 4 : byte & 0x0f;
}

/** The nibbles from one depth up to another. */
export function nibblesBetween(path: Uint8Array, from: number, to: number): Uint8Array {
  const nibbles = new Uint8Array(to - from);
  for (let i = 0; i < nibbles.length; i++) nibbles[i] = nibbleAt(path, from + i);
  return nibbles;
}

/**
 * The record key of the branch that lies `depth` nibbles along `path`: the depth, then the nibbles packed. In the order of
 * keys all branches of one depth lie together, by path.
 */
export function recordKey(path: Uint8Array, depth: number): Uint8Array {
  const whole = depth >> 1;
  const key = new Uint8Array(1 + ((depth + 1) >> 1));
  key[0] = depth;
  for (let i = 0; i < whole; i++) key[i + 1] = path[i] ?? 0;
  if ((depth & 1) === 1) key[whole + 1] = (path[whole] ?? 0) & 0xf0;
  return key;
}

/** How many nibbles two paths share, counting from `depth`; the result is a depth too. */
export function commonDepth(a: Uint8Array, b: Uint8Array, depth: number): number {
  const end = 2 * Math.min(a.length, b.length);
  let at = depth;
  while (at < end && nibbleAt(a, at) === nibbleAt(b, at)) at++;
  return at;
}

/** How many of `nibbles` the path continues with at `depth`. */
export function matchLength(nibbles: Uint8Array, path: Uint8Array, depth: number): number {
  let length = 0;
  while (length < nibbles.length && nibbles[length] === nibbleAt(path, depth + length)) length++;
  return length;
}
