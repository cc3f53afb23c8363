import { bigIntToFixedBytes } from '../../storage/encoding/bytes.ts';
import { fieldModule } from './fieldArithmetic.ts';
import { extendedModule, FREE_ENTRIES } from './mclModule.ts';

/** What is used of the library's WebAssembly: numbers are addresses in its memory, lengths or truths. */
export interface MclLibrary {
  readonly memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(at: number): void;
  mclBn_setMapToMode(mode: number): number;
  mclBn_verifyOrderG1(on: number): void;
  mclBn_verifyOrderG2(on: number): void;
  mclBnFr_setBigEndianMod(to: number, from: number, length: number): number;
  mclBnFp_setInt32(to: number, value: number): void;
  /** Ours, where the machine has wide arithmetic: a number of big-endian bytes, 1 where it is below the modulus. */
  readBytes?(to: number, from: number): number;
  /** The same the other way. */
  writeBytes?(to: number, from: number): void;
  mclBnFp_deserialize(to: number, from: number, length: number): number;
  mclBnFp_serialize(to: number, length: number, from: number): number;
  mclBnFp_clear(at: number): void;
  mclBnFp_add(to: number, a: number, b: number): void;
  mclBnFp_sub(to: number, a: number, b: number): void;
  mclBnFp_mul(to: number, a: number, b: number): void;
  mclBnFp_sqr(to: number, from: number): void;
  mclBnFp_inv(to: number, from: number): void;
  mclBnFp_isZero(at: number): number;
  mclBnFp_neg(to: number, from: number): void;
  mclBnFp_squareRoot(to: number, from: number): number;
  mclBnFp_isNegative(at: number): number;
  mclBnFp2_sub(to: number, a: number, b: number): void;
  mclBnFp2_mul(to: number, a: number, b: number): void;
  mclBnFp2_sqr(to: number, from: number): void;
  mclBnFp2_inv(to: number, from: number): void;
  mclBnFp2_isZero(at: number): number;
  mclBnFp_mapToG1(to: number, from: number): number;
  mclBnFp2_mapToG2(to: number, from: number): number;
  mclBn_millerLoopVec(to: number, firsts: number, seconds: number, count: number): void;
  mclBn_getUint64NumToPrecompute(): number;
  mclBn_precomputeG2(lines: number, point: number): void;
  mclBn_precomputedMillerLoop2(to: number, a: number, aLines: number, b: number, bLines: number): void;
  mclBn_finalExp(to: number, from: number): void;
  mclBnGT_isOne(at: number): number;
  mclBnG1_clear(at: number): void;
  mclBnG1_isValid(at: number): number;
  mclBnG1_isValidOrder(at: number): number;
  mclBnG1_isZero(at: number): number;
  mclBnG1_add(to: number, a: number, b: number): void;
  mclBnG1_neg(to: number, from: number): void;
  mclBnG1_mul(to: number, point: number, factor: number): void;
  mclBnG1_mulVec(to: number, points: number, factors: number, count: number): void;
  mclBnG1_normalize(to: number, from: number): void;
  mclBnG2_clear(at: number): void;
  mclBnG2_isValid(at: number): number;
  mclBnG2_isValidOrder(at: number): number;
  mclBnG2_isZero(at: number): number;
  mclBnG2_add(to: number, a: number, b: number): void;
  mclBnG2_neg(to: number, from: number): void;
  mclBnG2_mulVec(to: number, points: number, factors: number, count: number): void;
  mclBnG2_normalize(to: number, from: number): void;
}

/** What of the library is used here alone. */
interface Exports extends Omit<MclLibrary, 'memory'> {
  /** our own functions, by their names */
  readonly [name: string]: unknown;
  readonly table: WebAssembly.Table;
  __wasm_call_ctors(): void;
  mclBn_init(curve: number, compiledFor: number): number;
}

/** Units of 8 bytes that the library was compiled for: 4 of a factor, 6 of a field element. */
const COMPILED_FOR = 46;
/** Functions of mcl in whose place ours are called, by exports that do nothing but call them. */
const REPLACED = { mclBnFp2_sqr: 'squarePair' };
const PAGES = 32;
const MAX_PAGES = 65_536;

/**
 * An instance of mcl for one curve over the field of this modulus. Its products and sums are replaced where the machine
 * has wide arithmetic: they are most of its time.
 */
export async function openMcl(curve: number, modulus: bigint): Promise<MclLibrary> {
  const limbs = Math.ceil(modulus.toString(16).length / 16);
  const field = fieldModule(modulus, limbs);
  const own = WebAssembly.validate(field) ? field : undefined;
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: MAX_PAGES });
  const module = await WebAssembly.compile(extendedModule(await libraryBytes(), own, REPLACED));
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  exports.__wasm_call_ctors();
  const failure = exports.mclBn_init(curve, COMPILED_FOR);
  if (failure !== 0) throw new Error(`mcl cannot be used for curve ${curve}: ${failure}`);
  if (own !== undefined) replace(exports, memory, modulus, limbs);
  return { ...exports, memory };
}

/** The package has its WebAssembly as a string within a function that wraps it in what is not needed here. */
async function libraryBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const { default: createLibrary } = await import('mcl-wasm/dist/mcl_c.js');
  const found = /'(AGFzbQ[^']+)'|"(AGFzbQ[^"]+)"/.exec(String(createLibrary));
  const text = found?.[1] ?? found?.[2];
  if (text === undefined) throw new Error('mcl-wasm has its WebAssembly elsewhere than expected');
  return Uint8Array.fromBase64(text);
}

/** Bytes from the field's modulus to the functions that the library calls for it (mcl's `Op`, include/mcl/op.hpp). */
const FUNCTIONS_AT = 1176;

/** Which of them, by the names of our own. */
const PLACES: Readonly<Record<string, number>> = {
  multiplyPairWide: 0,
  squarePairWide: 1,
  copy: 5,
  negate: 7,
  add: 8,
  subtract: 9,
  multiply: 10,
  square: 11,
  multiplyWide: 15,
  squareWide: 16,
  addWide: 18,
  subtractWide: 19,
  reduce: 20,
  addUnreduced: 21,
  subtractWideUnreduced: 24,
};

/** Lets the library call our functions for the field. What is done for other numbers, factors of points, stays. */
function replace(exports: Exports, { buffer }: WebAssembly.Memory, modulus: bigint, limbs: number): void {
  const { table } = exports;
  const pattern = bigIntToFixedBytes(modulus, 8 * limbs).reverse();
  const at = Buffer.from(buffer).indexOf(pattern);
  if (at < 0) throw new Error('mcl has its field elsewhere than expected');
  const places = new Uint32Array(buffer, at + FUNCTIONS_AT);
  let next = table.length - FREE_ENTRIES;
  for (const [name, place] of Object.entries(PLACES)) {
    const former: unknown = table.get(places[place] ?? 0);
    const ours = exports[name];
    if (typeof former !== 'function' || typeof ours !== 'function' || former.length !== ours.length) {
      throw new Error(`mcl has no function where "${name}" is expected`);
    }
    table.set(next, ours);
    places[place] = next;
    next++;
  }
}
