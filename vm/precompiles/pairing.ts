import { G1_SIZE, G2_SIZE, type MclCurve } from './mclCurve.ts';

const WORD = 32;
/** Coordinates of a point of the first group and one of the second. */
const COORDINATES = 6;

/** How an input of pairs of points is read. */
interface Pairs {
  /** bytes that a coordinate takes */
  readonly slot: number;
  /** Whether points of the first group may be of another order than the group's; those of the second never may. */
  readonly anyFirst: boolean;
}

/** A word of one where the product of the pairings is one, of zero where not; undefined where the input is none. */
export function pairPoints(
  curve: MclCurve,
  input: Uint8Array,
  { slot, anyFirst }: Pairs,
): Uint8Array | undefined {
  const size = COORDINATES * slot;
  const count = input.length / size;
  if (!Number.isInteger(count)) return undefined;
  const firsts = curve.place(input, count * (G1_SIZE + G2_SIZE));
  const seconds = firsts + count * G1_SIZE;
  const from = seconds + count * G2_SIZE;
  let pairs = 0;
  for (let at = from; at < from + input.length; at += size) {
    const first = firsts + pairs * G1_SIZE;
    const second = seconds + pairs * G2_SIZE;
    if (!curve.readG1(first, at, !anyFirst) || !curve.readG2(second, at + 2 * slot, true)) return undefined;
    // a pairing with infinity is one
    if (curve.calls.mclBnG1_isZero(first) === 0 && curve.calls.mclBnG2_isZero(second) === 0) pairs++;
  }
  const answer = new Uint8Array(WORD);
  if (curve.pairsToOne(firsts, seconds, pairs)) answer[WORD - 1] = 1;
  return answer;
}
