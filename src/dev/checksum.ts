import { toHexString } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

/** An address as people read it: upper-case digits carry a checksum (EIP-55). */
export function checksumAddress(address: Uint8Array): `0x${string}` {
  const digits = toHexString(address);
  const hash = toHexString(keccak256(new TextEncoder().encode(digits)));
  let out = '';
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charAt(i);
    out += Number.parseInt(hash.charAt(i), 16) >= 8 ? digit.toUpperCase() : digit;
  }
  return `0x${out}`;
}
