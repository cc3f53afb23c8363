import { FACTOR_SIZE, G1_SIZE, MclCurve } from './mclCurve.ts';
import { pairPoints } from './pairing.ts';
import { addPlacedG1, SUM_SIZE } from './pointSum.ts';
import { FAILED, type SharedMemory } from './sharedMemory.ts';

/*
 * The precompiles of EIP-196 and EIP-197. Undefined: the input is none, and the call fails.
 */

const WORD = 32;
const POINT = 2 * WORD;

/** Of the field that coordinates are of. */
const MODULUS = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

let curve: MclCurve | undefined;
let loading: Promise<void> | undefined;

/** Makes the curve ready; undefined once it is. */
export function loadBn254(): Promise<void> | undefined {
  if (curve !== undefined) return undefined;
  loading ??= MclCurve.open({ modulus: MODULUS, curve: 4, field: WORD, slot: WORD, realFirst: false }).then(
    (opened) => {
      curve = opened;
    },
  );
  return loading;
}

function opened(): MclCurve {
  if (curve === undefined) throw new Error('BN254 was used before it was loaded');
  return curve;
}

/** The sum of two points. What the input lacks is zeros. */
export function addBn254(input: Uint8Array): Uint8Array | undefined {
  const mcl = opened();
  const sum = mcl.place(filled(input, 2 * POINT), SUM_SIZE.g1);
  return addPlacedG1(mcl, sum, POINT) ? mcl.writeG1(sum) : undefined;
}

/** The same where input and answer lie in another memory. */
export function addBn254InPlace(memory: SharedMemory, from: number, size: number, to: number): number {
  const mcl = opened();
  const sum = mcl.placeFrom(memory, from, size, 2 * POINT, SUM_SIZE.g1);
  return addPlacedG1(mcl, sum, POINT) ? mcl.writeG1To(memory, to, sum) : FAILED;
}

/** A point by a factor of 256 bits. */
export function mulBn254(input: Uint8Array): Uint8Array | undefined {
  const mcl = opened();
  const point = mcl.place(filled(input, 3 * WORD), G1_SIZE + FACTOR_SIZE);
  const factor = point + G1_SIZE;
  const at = factor + FACTOR_SIZE;
  if (!mcl.readG1(point, at, false)) return undefined;
  mcl.calls.mclBnFr_setBigEndianMod(factor, at + 2 * WORD, WORD);
  mcl.calls.mclBnG1_mul(point, point, factor);
  return mcl.writeG1(point);
}

/** A word of one where the product of the pairings is one, of zero where not. */
export function pairBn254(input: Uint8Array): Uint8Array | undefined {
  // all points of the first curve are of the right order
  return pairPoints(opened(), input, { slot: WORD, anyFirst: true });
}

function filled(input: Uint8Array, length: number): Uint8Array {
  if (input.length === length) return input;
  const whole = new Uint8Array(length);
  whole.set(input.length > length ? input.slice(0, length) : input);
  return whole;
}
