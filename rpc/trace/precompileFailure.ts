import { versionedHash } from '../../chain/pool/blobs.ts';
import { bytesToBigInt, equalBytes } from '../../storage/encoding/bytes.ts';
import type { HaltReason } from '../../vm/haltReason.ts';
import { PRECOMPILES } from '../../vm/precompiles/table.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { BLS12_381, BN254, type Curve, type Element, isOnCurve, isTorsionFree } from './pairingCurves.ts';

/** What the words are looked for in: reads that end at the first thing wrong. */
class Wrong extends Error {
  override readonly name = 'Wrong';
}

const BLAKE2F_LENGTH = 213;
const KZG_LENGTH = 192;

/** go-ethereum's checks of each precompile that can fail for its input, by the number that its address is (core/vm/contracts.go). */
const CHECKS: Readonly<Record<number, (input: Uint8Array) => void>> = {
  6: (input) => {
    for (const offset of [0, 64]) readBn254(padded(input, offset, 64));
  },
  7: (input) => readBn254(padded(input, 0, 64)),
  8: (input) => {
    if (input.length % 192 !== 0) throw new Wrong('bad elliptic curve pairing size');
    for (let at = 0; at < input.length; at += 192) {
      readBn254(input.subarray(at, at + 64));
      readBn254(input.subarray(at + 64, at + 192));
    }
    throw new Wrong('point is not in correct subgroup');
  },
  9: (input) => {
    requireLength(input.length === BLAKE2F_LENGTH);
    throw new Wrong('invalid final flag');
  },
  10: (input) => {
    requireLength(input.length === KZG_LENGTH);
    if (!equalBytes(versionedHash(input.subarray(96, 144)), input.subarray(0, 32))) {
      throw new Wrong('mismatched versioned hash');
    }
    throw new Wrong("error verifying kzg proof: can't verify opening proof");
  },
  11: (input) => readPoints(input, [128, 128]),
  12: (input) => readMany(input, [128, 32], 'g1'),
  13: (input) => readPoints(input, [256, 256]),
  14: (input) => readMany(input, [256, 32], 'g2'),
  15: (input) => readMany(input, [128, 256], 'g2'),
  16: (input) => {
    requireLength(input.length === 64);
    readElement(input);
  },
  17: (input) => {
    requireLength(input.length === 128);
    for (const offset of [0, 64]) readElement(input.subarray(offset, offset + 64));
  },
};

/**
 * go-ethereum's words for what a precompile that halted found wrong with its input; undefined where it had too little
 * gas, or nobody knows. The reference engine says "out of gas" of BN254's points as well: there the price decides.
 */
export function precompileFailure(
  halt: HaltReason,
  { to, input, gas }: { readonly to: Uint8Array; readonly input: Uint8Array; readonly gas: bigint },
  rules: Rules,
): string | undefined {
  const number = Number(bytesToBigInt(to));
  if (halt === 'out of gas' && !(isOfBn254(number) && gas >= priceOf(number, input, rules))) return undefined;
  try {
    CHECKS[number]?.(input);
  } catch (error) {
    if (error instanceof Wrong) return error.message;
    throw error;
  }
  return undefined;
}

function isOfBn254(number: number): boolean {
  return number >= 6 && number <= 8;
}

function priceOf(number: number, input: Uint8Array, rules: Rules): bigint {
  const prices = PRECOMPILES.find((precompile) => precompile.number === number)?.gas ?? [];
  const price = prices.findLast(({ since }) => rules.has(since));
  if (price === undefined) return 0n;
  const items = price.item === undefined ? 0 : Math.floor(input.length / price.item.bytes);
  return price.base + BigInt(items) * (price.item?.gas ?? 0n);
}

function requireLength(isRight: boolean): void {
  if (!isRight) throw new Wrong('invalid input length');
}

/** Bytes of the input with zeros behind its end, as precompiles of old read it. */
function padded(input: Uint8Array, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(input.subarray(offset, offset + length));
  return bytes;
}

/** BN254: points without gaps, the parts of a second field's elements in descending order. */
function readBn254(bytes: Uint8Array): void {
  if (bytes.every((byte) => byte === 0)) return;
  const parts = Array.from({ length: bytes.length / 32 }, (_, i) => {
    const part = bytesToBigInt(bytes.subarray(32 * i, 32 * i + 32));
    if (part >= BN254.field) throw new Wrong('invalid fp.Element encoding');
    return part;
  });
  const [a = 0n, b = 0n, c = 0n, d = 0n] = parts;
  const isFirst = parts.length === 2;
  const point: readonly [Element, Element] = isFirst
    ? [
        [a, 0n],
        [b, 0n],
      ]
    : [
        [b, a],
        [d, c],
      ];
  if (!isOnCurve(isFirst ? BN254.first : BN254.second, point)) throw new Wrong('point is not on curve');
}

/** BLS12-381: points one after the other, and nothing behind them. */
function readPoints(input: Uint8Array, lengths: readonly number[]): void {
  requireLength(input.length === lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const length of lengths) {
    readBls(input.subarray(at, at + length));
    at += length;
  }
}

/** Items of a point and something else; a point outside the subgroup is all that can be wrong after the reading. */
function readMany(input: Uint8Array, [first, second]: readonly [number, number], group: 'g1' | 'g2'): void {
  const size = first + second;
  requireLength(input.length > 0 && input.length % size === 0);
  for (let at = 0; at < input.length; at += size) {
    const point = readBls(input.subarray(at, at + first));
    if (second > 32) readBls(input.subarray(at + first, at + size));
    if (first === 128 && !isTorsionFree(BLS12_381.first, point, BLS12_381.order)) {
      throw new Wrong('g1 point is not on correct subgroup');
    }
  }
  throw new Wrong(`${group} point is not on correct subgroup`);
}

function readBls(bytes: Uint8Array): readonly [Element, Element] {
  const parts = Array.from({ length: bytes.length / 64 }, (_, i) =>
    readElement(bytes.subarray(64 * i, 64 * i + 64)),
  );
  const [a = 0n, b = 0n, c = 0n, d = 0n] = parts;
  const isFirst = parts.length === 2;
  const curve: Curve = isFirst ? BLS12_381.first : BLS12_381.second;
  const point: readonly [Element, Element] = isFirst
    ? [
        [a, 0n],
        [b, 0n],
      ]
    : [
        [a, b],
        [c, d],
      ];
  if (parts.some((part) => part !== 0n) && !isOnCurve(curve, point)) {
    throw new Wrong('invalid point: not on curve');
  }
  return point;
}

/** 64 bytes of which the first 16 are zero. */
function readElement(bytes: Uint8Array): bigint {
  if (bytes.subarray(0, 16).some((byte) => byte !== 0)) throw new Wrong('invalid field element top bytes');
  const element = bytesToBigInt(bytes);
  if (element >= BLS12_381.field) throw new Wrong('invalid fp.Element encoding');
  return element;
}
