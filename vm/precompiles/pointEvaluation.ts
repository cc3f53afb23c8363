import { fromHex } from '../../storage/encoding/bytes.ts';
import { bls12Curve, loadBls12 } from './bls12.ts';
import { FACTOR_SIZE, FIELD_SIZE, G1_SIZE, G2_SIZE, type MclCurve } from './mclCurve.ts';

/*
 * The precompile of EIP-4844: whether the polynomial behind a commitment has the value y at z. It is decided by one
 * product of two pairings: e(C - y·G1 + z·P, -G2) · e(P, s·G2) = 1, P being the proof and s the ceremony's secret.
 */

const WORD = 32;
const INPUT_SIZE = 3 * WORD + 2 * FIELD_SIZE;
const [HASH_AT, Z_AT, Y_AT, COMMITMENT_AT] = [0, WORD, 2 * WORD, 3 * WORD];
const PROOF_AT = COMMITMENT_AT + FIELD_SIZE;
/** First byte of the hash of a commitment to a blob. */
const VERSION = 1;

/** Coordinates of 48 bytes: the generators of both groups, and the second one by the secret of the ceremony. */
const G1 =
  '17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb' +
  '08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1';
const G2 =
  '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8' +
  '13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
  '0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801' +
  '0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be';
const SECRET_G2 =
  '185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2' +
  '15bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72' +
  '014353bdb96b626dd7d5ee8599d1fca2131569490e28de18e82451a496a9c9794ce26d105941f383ee689bfbbb832a99' +
  '1666c54b0a32529503432fcae0181b4bef79de09fc63671fda5ed1ba9bfa07899495346f3d7ac9cd23048ef30d0a154f';

/** The order of both groups, below which z and y have to be. */
const ORDER = fromHex('73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001');
/** 4,096 field elements to a blob, and the order: what the precompile answers. */
const ANSWER = fromHex(`${'1000'.padStart(64, '0')}${ORDER.toHex()}`);

/** Addresses in the curve's memory. */
interface Setup {
  readonly curve: MclCurve;
  readonly negativeGenerator: number;
  /** lines of the Miller loops for -G2 and s·G2 */
  readonly linesOfGenerator: number;
  readonly linesOfSecret: number;
}

let setup: Setup | undefined;

/** Makes the curve and the points of the ceremony ready; undefined once they are. */
export function loadPointEvaluation(): Promise<void> | undefined {
  if (setup !== undefined) return undefined;
  return (loadBls12() ?? Promise.resolve()).then(() => {
    setup ??= prepare(bls12Curve());
  });
}

function prepare(curve: MclCurve): Setup {
  const { calls } = curve;
  const negativeGenerator = calls.malloc(G1_SIZE);
  const point = calls.malloc(G2_SIZE);
  const lines = (coordinates: string, negative: boolean): number => {
    const at = calls.malloc(8 * calls.mclBn_getUint64NumToPrecompute());
    const input = curve.place(inSlots(coordinates), 0);
    if (!curve.readG2(point, input, true)) throw new Error('this is no point of the curve');
    if (negative) calls.mclBnG2_neg(point, point);
    calls.mclBn_precomputeG2(at, point);
    return at;
  };
  const linesOfGenerator = lines(G2, true);
  const linesOfSecret = lines(SECRET_G2, false);
  calls.free(point);
  if (!curve.readG1(negativeGenerator, curve.place(inSlots(G1), 0), true))
    throw new Error('this is no point');
  calls.mclBnG1_neg(negativeGenerator, negativeGenerator);
  return { curve, negativeGenerator, linesOfGenerator, linesOfSecret };
}

/** As the precompiles of EIP-2537 take them: each coordinate with zeros in front. */
function inSlots(coordinates: string): Uint8Array {
  return fromHex(coordinates.replace(/.{96}/g, (coordinate) => coordinate.padStart(128, '0')));
}

/** Undefined where the input is none, or the proof does not show it. */
export function evaluatePoint(input: Uint8Array): Uint8Array | undefined {
  if (setup === undefined) throw new Error('the ceremony was used before it was loaded');
  if (input.length !== INPUT_SIZE || !isBelow(input, Z_AT, ORDER) || !isBelow(input, Y_AT, ORDER)) return;
  if (!isHashed(input)) return;
  const { curve, negativeGenerator, linesOfGenerator, linesOfSecret } = setup;
  const { calls } = curve;
  // points and factors of a sum, each in a row: -G and the proof, y and z
  const points = curve.place(input, 4 * G1_SIZE + 2 * FACTOR_SIZE);
  const proof = points + G1_SIZE;
  const commitment = proof + G1_SIZE;
  const sum = commitment + G1_SIZE;
  const factors = sum + G1_SIZE;
  const from = factors + 2 * FACTOR_SIZE;
  if (!curve.readCompressedG1(commitment, from + COMMITMENT_AT)) return;
  if (!curve.readCompressedG1(proof, from + PROOF_AT)) return;
  curve.memory.copyWithin(points, negativeGenerator, negativeGenerator + G1_SIZE);
  calls.mclBnFr_setBigEndianMod(factors, from + Y_AT, WORD);
  calls.mclBnFr_setBigEndianMod(factors + FACTOR_SIZE, from + Z_AT, WORD);
  calls.mclBnG1_mulVec(sum, points, factors, 2);
  calls.mclBnG1_add(commitment, commitment, sum);
  return curve.preparedPairsToOne(commitment, linesOfGenerator, proof, linesOfSecret)
    ? ANSWER.slice()
    : undefined;
}

/** Whether the first word is the versioned hash of the commitment. */
function isHashed(input: Uint8Array): boolean {
  if (input[HASH_AT] !== VERSION) return false;
  const hash = Bun.SHA256.hash(input.slice(COMMITMENT_AT, COMMITMENT_AT + FIELD_SIZE)) as Uint8Array;
  for (let i = 1; i < WORD; i++) if (input[HASH_AT + i] !== hash[i]) return false;
  return true;
}

/** Compares big-endian numbers. */
function isBelow(input: Uint8Array, at: number, bound: Uint8Array): boolean {
  for (let i = 0; i < bound.length; i++) {
    const difference = (input[at + i] ?? 0) - (bound[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
