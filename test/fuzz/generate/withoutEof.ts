/** Code that begins as EOF does is one of the things that the judge gets wrong (see judge.ts). */
export function withoutEof(code: Uint8Array): Uint8Array {
  return code.map((byte, i) => (byte === 0xef && code[i + 1] === 0x00 ? 0xfe : byte));
}
