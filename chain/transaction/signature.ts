/** Order of the secp256k1 group. */
export const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Greatest `s` since Homestead (EIP-2): of the two valid values only the lower counts. */
export const SECP256K1_HALF_ORDER = SECP256K1_ORDER / 2n;

/** What `v` of a legacy transaction says. */
export interface LegacyV {
  readonly yParity: 0 | 1;
  /** undefined without replay protection */
  readonly chainId: bigint | undefined;
}

/** Reads a legacy `v`: 27 and 28, or from 35 on with the chain id inside (EIP-155). Undefined for other values. */
export function readLegacyV(v: bigint): LegacyV | undefined {
  if (v === 27n || v === 28n) return { yParity: v === 28n ? 1 : 0, chainId: undefined };
  if (v < 35n) return undefined;
  return { yParity: v % 2n === 0n ? 1 : 0, chainId: (v - 35n) / 2n };
}

/** The `v` field of a transaction of this type: the parity, or its legacy form. */
export function writeV(type: number, chainId: bigint | undefined, yParity: 0 | 1): bigint {
  if (type !== 0) return BigInt(yParity);
  return chainId === undefined ? 27n + BigInt(yParity) : 35n + 2n * chainId + BigInt(yParity);
}
