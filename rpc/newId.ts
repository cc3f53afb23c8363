import { bytesAsQuantityHex } from './format/hex.ts';

/** The id of a new filter or subscription: 16 random bytes, which nobody guesses. */
export function newId(): string {
  return bytesAsQuantityHex(crypto.getRandomValues(new Uint8Array(16)));
}
