import { createHash } from 'node:crypto';
import type { CustomCrypto } from '@ethereumjs/common';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { secp256k1 } from '../secp256k1.ts';

/** Native and WebAssembly primitives in place of the library's own JavaScript ones: same answers, ten times as fast. */
export const customCrypto: CustomCrypto = {
  keccak256,
  sha256: (data) => createHash('sha256').update(data).digest(),
  ecrecover: (digest, v, r, s) => {
    const signature = new Uint8Array(64);
    signature.set(r, 32 - r.length);
    signature.set(s, 64 - s.length);
    return secp256k1()
      .ecdsaRecover(signature, Number(v - 27n), digest, false)
      .slice(1);
  },
};
