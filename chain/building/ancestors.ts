import type { Header, SealedHeader } from '../block/header.ts';

/** Blocks that BLOCKHASH reaches back. */
const REACH = 256;

/**
 * Hashes of the 256 blocks up to `parent`, found by walking back from it as far as is asked for: so they are those of
 * its own branch, canonical or not.
 */
export function ancestorHashes(
  parent: SealedHeader,
  headerByHash: (hash: Uint8Array) => Header | undefined,
): (number: bigint) => Uint8Array | undefined {
  const hashes = [parent.hash];
  let oldest: Header | undefined = parent.header;
  return (number) => {
    const back = Number(parent.header.number - number);
    if (back < 0 || back >= REACH || number < 0n) return undefined;
    while (hashes.length <= back && oldest !== undefined) {
      hashes.push(oldest.parentHash);
      oldest = headerByHash(oldest.parentHash);
    }
    return hashes[back];
  };
}
