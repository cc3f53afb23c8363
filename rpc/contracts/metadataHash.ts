import { concatBytes, equalBytes } from '../../storage/encoding/bytes.ts';
import { sha256 } from '../../storage/encoding/sha256.ts';

/** Bytes of a metadata file whose hash is that of one block; larger files are cut by IPFS in ways that nobody needs here. */
export const METADATA_LIMIT = 256 * 1024;

/** CBOR of the key "ipfs" and of a byte string of 34 that begins as a SHA-256 multihash does. */
const IPFS_ENTRY = Uint8Array.of(0x64, 0x69, 0x70, 0x66, 0x73, 0x58, 0x22, 0x12, 0x20);
const HASH_SIZE = 32;

/**
 * True where the CBOR that a compiler appends to code has the IPFS hash of this file (Solidity's metadata, as its
 * documents and Sourcify define the match): SHA-256 of the file as one UnixFS leaf.
 */
export function namesMetadata(code: Uint8Array, file: Uint8Array): boolean {
  const size = ((code.at(-2) ?? 0) << 8) | (code.at(-1) ?? 0);
  const tail = code.subarray(Math.max(code.length - 2 - size, 0), -2);
  for (let at = 0; at + IPFS_ENTRY.length + HASH_SIZE <= tail.length; at++) {
    const start = at + IPFS_ENTRY.length;
    if (!equalBytes(tail.subarray(at, start), IPFS_ENTRY)) continue;
    return equalBytes(tail.subarray(start, start + HASH_SIZE), ipfsHash(file));
  }
  return false;
}

/** The hash inside an IPFS address of version 0: of the protobuf {1: {1: file, 2: bytes, 3: size}}. */
function ipfsHash(file: Uint8Array): Uint8Array {
  const size = varint(file.length);
  const data = file.length === 0 ? [] : [Uint8Array.of(0x12), size, file];
  const leaf = concatBytes(Uint8Array.of(0x08, 0x02), ...data, Uint8Array.of(0x18), size);
  return sha256(concatBytes(Uint8Array.of(0x0a), varint(leaf.length), leaf));
}

/** Protobuf's integers: seven bits a byte, lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
