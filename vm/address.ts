import { RLP } from '@ethereumjs/rlp';
import { bigIntToBytes, toHexString } from '../storage/encoding/bytes.ts';
import { keccak256 } from '../storage/encoding/keccak.ts';

/** The address of a contract that `creator` makes with this nonce (yellow paper, equation 88). */
export function createdAddress(creator: Uint8Array, nonce: bigint): Uint8Array {
  return keccak256(RLP.encode([creator, bigIntToBytes(nonce)])).subarray(12);
}

/** 0x-prefixed hex with the mixed case of EIP-55; for error texts and edges only. */
export function checksumAddress(address: Uint8Array): `0x${string}` {
  const digits = toHexString(address);
  const hash = toHexString(keccak256(Buffer.from(digits, 'latin1')));
  let out = '';
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charAt(i);
    out += hash.charAt(i) >= '8' ? digit.toUpperCase() : digit;
  }
  return `0x${out}`;
}
