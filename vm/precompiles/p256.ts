import type { ECDH } from 'node:crypto';
import { bigIntToFixedBytes, bytesToBigInt } from '../../storage/encoding/bytes.ts';

/*
 * ECDSA over P-256 (FIPS 186-5, section 6.4.2). The two products by scalars are the system's, which offers no
 * verification of a bare hash: u·G + v·Q is v·(u/v·G + Q), a public key from a private one, a sum, and a shared secret,
 * whose value is the first coordinate.
 */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const A = P - 3n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Made at its first use: that takes some milliseconds, as loading the library does. */
let made: ECDH | undefined;

function curve(): ECDH {
  made ??= (require('node:crypto') as typeof import('node:crypto')).createECDH('prime256v1');
  return made;
}

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** Words of hash, r, s and the key's two coordinates: whether the signature holds. */
export function verifyP256(input: Uint8Array): boolean {
  const word = (index: number) => bytesToBigInt(input.subarray(32 * index, 32 * index + 32));
  const [hash, r, s, x, y] = [word(0), word(1), word(2), word(3), word(4)];
  if (r === 0n || r >= N || s === 0n || s >= N || x >= P || y >= P) return false;
  if (modulo(y * y - x * x * x - A * x - B, P) !== 0n) return false;
  const inverse = invert(s, N);
  const v = (r * inverse) % N;
  // u/v, as u is hash/s and v is r/s
  const ratio = (hash * invert(r, N)) % N;
  const sum = ratio === 0n ? { x, y } : add(timesGenerator(ratio), { x, y });
  return sum !== undefined && firstCoordinate(v, sum) % N === r;
}

function timesGenerator(factor: bigint): Point {
  const pair = curve();
  pair.setPrivateKey(bigIntToFixedBytes(factor, 32));
  const key = pair.getPublicKey();
  return { x: bytesToBigInt(key.subarray(1, 33)), y: bytesToBigInt(key.subarray(33)) };
}

function firstCoordinate(factor: bigint, { x, y }: Point): bigint {
  const pair = curve();
  pair.setPrivateKey(bigIntToFixedBytes(factor, 32));
  const key = new Uint8Array(65);
  key[0] = 4;
  key.set(bigIntToFixedBytes(x, 32), 1);
  key.set(bigIntToFixedBytes(y, 32), 33);
  return bytesToBigInt(pair.computeSecret(key));
}

/** Undefined: the point at infinity. */
function add(a: Point, b: Point): Point | undefined {
  if (a.x === b.x && a.y !== b.y) return undefined;
  const slope =
    a.x === b.x
      ? (3n * a.x * a.x + A) * invert(modulo(2n * a.y, P), P)
      : (b.y - a.y) * invert(modulo(b.x - a.x, P), P);
  const x = modulo(slope * slope - a.x - b.x, P);
  return { x, y: modulo(slope * (a.x - x) - a.y, P) };
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** By the extended algorithm of Euclid; `value` is from 1 to modulus - 1. */
function invert(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b] = [b - quotient * a, a];
    [x, y] = [y - quotient * x, x];
  }
  return modulo(x, modulus);
}
