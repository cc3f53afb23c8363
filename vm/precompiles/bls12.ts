import { FACTOR_SIZE, FIELD_SIZE, G1_SIZE, G2_SIZE, MclCurve } from './mclCurve.ts';
import { pairPoints } from './pairing.ts';
import { addPlacedG1, addPlacedG2, SUM_SIZE } from './pointSum.ts';
import { FAILED, type SharedMemory } from './sharedMemory.ts';

/*
 * The precompiles of EIP-2537. Undefined: the input is none, and the call fails.
 */

const WORD = 32;
const SLOT = 64;
const POINT_1 = 2 * SLOT;
const POINT_2 = 4 * SLOT;
const TERM_1 = POINT_1 + WORD;
const TERM_2 = POINT_2 + WORD;

/** Of the field that coordinates are of. */
const MODULUS =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

let curve: MclCurve | undefined;
let loading: Promise<void> | undefined;

/** Makes the curve ready; undefined once it is. */
export function loadBls12(): Promise<void> | undefined {
  if (curve !== undefined) return undefined;
  loading ??= MclCurve.open({ modulus: MODULUS, curve: 5, field: 48, slot: SLOT, realFirst: true }).then(
    (opened) => {
      curve = opened;
    },
  );
  return loading;
}

/** The curve, after `loadBls12`. */
export function bls12Curve(): MclCurve {
  if (curve === undefined) throw new Error('BLS12-381 was used before it was loaded');
  return curve;
}

/** The sum of two points of the curve, of whatever order. */
export function addG1(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== 2 * POINT_1) return undefined;
  const mcl = bls12Curve();
  const sum = mcl.place(input, SUM_SIZE.g1);
  return addPlacedG1(mcl, sum, POINT_1) ? mcl.writeG1(sum) : undefined;
}

/** The same where input and answer lie in another memory. */
export function addG1InPlace(memory: SharedMemory, from: number, size: number, to: number): number {
  if (size !== 2 * POINT_1) return FAILED;
  const mcl = bls12Curve();
  const sum = mcl.placeFrom(memory, from, size, size, SUM_SIZE.g1);
  return addPlacedG1(mcl, sum, POINT_1) ? mcl.writeG1To(memory, to, sum) : FAILED;
}

/** The same in the second group. */
export function addG2(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== 2 * POINT_2) return undefined;
  const mcl = bls12Curve();
  const sum = mcl.place(input, SUM_SIZE.g2);
  return addPlacedG2(mcl, sum, POINT_2) ? mcl.writeG2(sum) : undefined;
}

/** That where input and answer lie in another memory. */
export function addG2InPlace(memory: SharedMemory, from: number, size: number, to: number): number {
  if (size !== 2 * POINT_2) return FAILED;
  const mcl = bls12Curve();
  const sum = mcl.placeFrom(memory, from, size, size, SUM_SIZE.g2);
  return addPlacedG2(mcl, sum, POINT_2) ? mcl.writeG2To(memory, to, sum) : FAILED;
}

/** The sum of points by factors. */
export function sumG1(input: Uint8Array): Uint8Array | undefined {
  const count = input.length / TERM_1;
  if (count === 0 || !Number.isInteger(count)) return undefined;
  const mcl = bls12Curve();
  const points = mcl.place(input, G1_SIZE + count * (G1_SIZE + FACTOR_SIZE)) + G1_SIZE;
  const factors = points + count * G1_SIZE;
  const from = factors + count * FACTOR_SIZE;
  for (let k = 0; k < count; k++) {
    const at = from + k * TERM_1;
    if (!mcl.readG1(points + k * G1_SIZE, at, true)) return undefined;
    mcl.calls.mclBnFr_setBigEndianMod(factors + k * FACTOR_SIZE, at + POINT_1, WORD);
  }
  mcl.calls.mclBnG1_mulVec(points - G1_SIZE, points, factors, count);
  return mcl.writeG1(points - G1_SIZE);
}

/** The same in the second group. */
export function sumG2(input: Uint8Array): Uint8Array | undefined {
  const count = input.length / TERM_2;
  if (count === 0 || !Number.isInteger(count)) return undefined;
  const mcl = bls12Curve();
  const points = mcl.place(input, G2_SIZE + count * (G2_SIZE + FACTOR_SIZE)) + G2_SIZE;
  const factors = points + count * G2_SIZE;
  const from = factors + count * FACTOR_SIZE;
  for (let k = 0; k < count; k++) {
    const at = from + k * TERM_2;
    if (!mcl.readG2(points + k * G2_SIZE, at, true)) return undefined;
    mcl.calls.mclBnFr_setBigEndianMod(factors + k * FACTOR_SIZE, at + POINT_2, WORD);
  }
  mcl.calls.mclBnG2_mulVec(points - G2_SIZE, points, factors, count);
  return mcl.writeG2(points - G2_SIZE);
}

/** A word of one where the product of the pairings is one, of zero where not. */
export function pairBls12(input: Uint8Array): Uint8Array | undefined {
  if (input.length === 0) return undefined;
  return pairPoints(bls12Curve(), input, { slot: SLOT, anyFirst: false });
}

/** The point that a field element is mapped to. */
export function mapToG1(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== SLOT) return undefined;
  const mcl = bls12Curve();
  const point = mcl.place(input, G1_SIZE + FIELD_SIZE);
  const element = point + G1_SIZE;
  if (!mcl.readField(element, element + FIELD_SIZE)) return undefined;
  if (mcl.calls.mclBnFp_mapToG1(point, element) !== 0) return undefined;
  return mcl.writeG1(point);
}

/** The same of a pair, in the second group. */
export function mapToG2(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== 2 * SLOT) return undefined;
  const mcl = bls12Curve();
  const point = mcl.place(input, G2_SIZE + 2 * FIELD_SIZE);
  const element = point + G2_SIZE;
  if (!mcl.readPair(element, element + 2 * FIELD_SIZE)) return undefined;
  if (mcl.calls.mclBnFp2_mapToG2(point, element) !== 0) return undefined;
  return mcl.writeG2(point);
}
