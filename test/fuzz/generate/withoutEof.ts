/** Code that begins as EOF does is one of the things that the judge gets wrong (see judge.ts). */
export function withoutEof(code: Uint8Array): Uint8Array {
  let out = code;
  for (let at = code.indexOf(0xef); at >= 0; at = code.indexOf(0xef, at + 1)) {
    if (code[at + 1] !== 0x00) continue;
    if (out === code) out = code.slice();
    out[at] = 0xfe;
  }
  return out;
}
