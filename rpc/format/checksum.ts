import { toHexString } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

const encoder = new TextEncoder();

/** An address with the checksum in the case of its letters (EIP-55), as txpool_* shows senders. */
export function checksumAddress(address: Uint8Array): `0x${string}` {
  const digits = toHexString(address);
  const hash = toHexString(keccak256(encoder.encode(digits)));
  let out = '';
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[i] as string;
    out += Number.parseInt(hash[i] as string, 16) >= 8 ? digit.toUpperCase() : digit;
  }
  return `0x${out}`;
}
