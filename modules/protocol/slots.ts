import { bigIntToFixedBytes, bytesToBigInt, concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

const encoder = new TextEncoder();

/** The first slot of a namespace (ERC-7201): keccak256(keccak256(id) - 1) with its last byte cleared. */
export function namespaceSlot(id: string): Uint8Array {
  const inner = bytesToBigInt(keccak256(encoder.encode(id))) - 1n;
  const slot = keccak256(bigIntToFixedBytes(inner, 32));
  slot[31] = 0;
  return slot;
}

/** The slot `places` after this one. */
export function slotAfter(slot: Uint8Array, places: number): Uint8Array {
  return bigIntToFixedBytes(bytesToBigInt(slot) + BigInt(places), 32);
}

/** The first slot of a mapping's entry (Solidity, layout of storage). */
export function mappingSlot(mapping: Uint8Array, key: Uint8Array): Uint8Array {
  return keccak256(concatBytes(key, mapping));
}

/** Text as the left-aligned ASCII word that keys and ids of modules are: 32 bytes. */
export function textWord(text: string): Uint8Array {
  const word = new Uint8Array(32);
  word.set(encoder.encode(text));
  return word;
}
