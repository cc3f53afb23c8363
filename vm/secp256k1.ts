type Secp256k1 = typeof import('secp256k1');

let library: Secp256k1 | undefined;

/** libsecp256k1. Opened where it is first needed: it makes its tables then, for some ten milliseconds. */
export function secp256k1(): Secp256k1 {
  library ??= require('secp256k1') as Secp256k1;
  return library;
}
