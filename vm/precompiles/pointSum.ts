import { FIELD_SIZE, G1_SIZE, G2_SIZE, type MclCurve } from './mclCurve.ts';

/*
 * The sum of two points as they are read, their third coordinate one: by the slope of the line through them, one division,
 * where the library would add without one and divide in the end.
 */

/** Arithmetic of the coordinates, on addresses. */
interface Coordinates {
  readonly size: number;
  subtract(to: number, a: number, b: number): void;
  multiply(to: number, a: number, b: number): void;
  square(to: number, from: number): void;
  invert(to: number, from: number): void;
  isZero(at: number): number;
}

/** Bytes that two points and the room for their sum take. */
export const SUM_SIZE = { g1: 3 * G1_SIZE, g2: 3 * G2_SIZE } as const;

/**
 * Reads two points, each of so many bytes, that lie behind SUM_SIZE bytes of room and puts their sum at the room's beginning.
 * False where one of them is none of the curve.
 */
export function addPlacedG1(curve: MclCurve, room: number, size: number): boolean {
  const { calls } = curve;
  const [a, b, input] = [room, room + G1_SIZE, room + SUM_SIZE.g1];
  if (!curve.readG1(a, input, false) || !curve.readG1(b, input + size, false)) return false;
  const coordinates = {
    size: FIELD_SIZE,
    subtract: calls.mclBnFp_sub,
    multiply: calls.mclBnFp_mul,
    square: calls.mclBnFp_sqr,
    invert: calls.mclBnFp_inv,
    isZero: calls.mclBnFp_isZero,
  };
  const isSpecial = calls.mclBnG1_isZero(a) === 1 || calls.mclBnG1_isZero(b) === 1;
  if (isSpecial || !addApart(curve.memory, coordinates, a, b, b + G1_SIZE)) calls.mclBnG1_add(a, a, b);
  return true;
}

/** The same in the second group. */
export function addPlacedG2(curve: MclCurve, room: number, size: number): boolean {
  const { calls } = curve;
  const [a, b, input] = [room, room + G2_SIZE, room + SUM_SIZE.g2];
  if (!curve.readG2(a, input, false) || !curve.readG2(b, input + size, false)) return false;
  const coordinates = {
    size: 2 * FIELD_SIZE,
    subtract: calls.mclBnFp2_sub,
    multiply: calls.mclBnFp2_mul,
    square: calls.mclBnFp2_sqr,
    invert: calls.mclBnFp2_inv,
    isZero: calls.mclBnFp2_isZero,
  };
  const isSpecial = calls.mclBnG2_isZero(a) === 1 || calls.mclBnG2_isZero(b) === 1;
  if (isSpecial || !addApart(curve.memory, coordinates, a, b, b + G2_SIZE)) calls.mclBnG2_add(a, a, b);
  return true;
}

/** False, and nothing done, where both have the same first coordinate: they are the same, or their sum is infinity. */
function addApart(memory: Uint8Array, field: Coordinates, a: number, b: number, room: number): boolean {
  const { size, subtract, multiply } = field;
  const [slope, x] = [room, room + size];
  const [aY, bY] = [a + size, b + size];
  subtract(slope, b, a);
  if (field.isZero(slope) === 1) return false;
  field.invert(slope, slope);
  subtract(x, bY, aY);
  multiply(slope, slope, x);
  field.square(x, slope);
  subtract(x, x, a);
  subtract(x, x, b);
  subtract(a, a, x);
  multiply(slope, slope, a);
  subtract(aY, slope, aY);
  memory.copyWithin(a, x, x + size);
  return true;
}
