/** SHA-256; returns a fresh 32-byte array. */
export function sha256(data: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  Bun.SHA256.hash(data, digest);
  return digest;
}
