import { bigIntToFixedBytes } from '../../storage/encoding/bytes.ts';
import { fieldModule } from './fieldArithmetic.ts';

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
  mclBnFp_deserialize(to: number, from: number, length: number): number;
  mclBnFp_serialize(to: number, length: number, from: number): number;
  mclBnFp_clear(at: number): void;
  mclBnFp_add(to: number, a: number, b: number): void;
  mclBnFp_mul(to: number, a: number, b: number): void;
  mclBnFp_sqr(to: number, from: number): void;
  mclBnFp_neg(to: number, from: number): void;
  mclBnFp_squareRoot(to: number, from: number): number;
  mclBnFp_isNegative(at: number): number;
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
  mclBnG1_sub(to: number, a: number, b: number): void;
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
  readonly table: WebAssembly.Table;
  __wasm_call_ctors(): void;
  mclBn_init(curve: number, compiledFor: number): number;
}

/** Units of 8 bytes that the library was compiled for: 4 of a factor, 6 of a field element. */
const COMPILED_FOR = 46;
const PAGES = 32;
const MAX_PAGES = 65_536;

/**
 * An instance of mcl for one curve over the field of this modulus. Its products and sums are replaced where the machine
 * has wide arithmetic: they are most of its time.
 */
export async function openMcl(curve: number, modulus: bigint): Promise<MclLibrary> {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: MAX_PAGES });
  const module = await WebAssembly.compile(withOpenTable(await libraryBytes()));
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  exports.__wasm_call_ctors();
  const failure = exports.mclBn_init(curve, COMPILED_FOR);
  if (failure !== 0) throw new Error(`mcl cannot be used for curve ${curve}: ${failure}`);
  const limbs = Math.ceil(modulus.toString(16).length / 16);
  const field = fieldModule(modulus, limbs);
  if (WebAssembly.validate(field)) {
    const own = new WebAssembly.Instance(new WebAssembly.Module(field), { host: { memory } });
    replace(exports.table, memory, modulus, limbs, own.exports);
  }
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

const SECTION = { table: 4, exports: 7 } as const;
const OWN_FUNCTIONS = 16;

/** The same module with its table of functions seen from outside, and some entries longer (WebAssembly, section 5.5). */
function withOpenTable(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const parts: (Uint8Array | readonly number[])[] = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at] ?? 0;
    const [size, body] = readUnsigned(bytes, at + 1);
    const end = body + size;
    if (id === SECTION.table) {
      // one table of functions: its type, that it has a maximum, and how many it holds at first
      const [entries] = readUnsigned(bytes, body + 3);
      const count = writeUnsigned(entries + OWN_FUNCTIONS);
      parts.push(section(id, [1, 0x70, 1, ...count, ...count]));
    } else if (id === SECTION.exports) {
      const [count, first] = readUnsigned(bytes, body);
      const table = [5, ...Buffer.from('table'), 1, 0];
      parts.push(section(id, [...writeUnsigned(count + 1), ...bytes.subarray(first, end), ...table]));
    } else parts.push(bytes.subarray(at, end));
    at = end;
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...writeUnsigned(content.length), ...content];
}

/** A number as LEB128, and where the next byte is. */
function readUnsigned(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  const byte = bytes[at] ?? 0;
  if (byte < 0x80) return [byte, at + 1];
  const [rest, next] = readUnsigned(bytes, at + 1);
  return [(byte & 0x7f) | (rest << 7), next];
}

function writeUnsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeUnsigned(value >>> 7)];
}

/** Bytes from the field's modulus to the functions that the library calls for it (mcl's `Op`, include/mcl/op.hpp). */
const FUNCTIONS_AT = 1188;

/** Which of them, by the names of our own. */
const PLACES: Readonly<Record<string, number>> = {
  copy: 2,
  add: 5,
  subtract: 6,
  multiply: 7,
  square: 8,
  multiplyWide: 12,
  squareWide: 13,
  addWide: 15,
  subtractWide: 16,
  reduce: 17,
};

/** Lets the library call our functions for the field. What is done for other numbers, factors of points, stays. */
function replace(
  table: WebAssembly.Table,
  { buffer }: WebAssembly.Memory,
  modulus: bigint,
  limbs: number,
  own: Readonly<Record<string, unknown>>,
): void {
  const pattern = bigIntToFixedBytes(modulus, 8 * limbs).reverse();
  const at = Buffer.from(buffer).indexOf(pattern);
  if (at < 0) throw new Error('mcl has its field elsewhere than expected');
  const places = new Uint32Array(buffer, at + FUNCTIONS_AT);
  let next = table.length - OWN_FUNCTIONS;
  for (const [name, place] of Object.entries(PLACES)) {
    const former: unknown = table.get(places[place] ?? 0);
    const ours = own[name];
    if (typeof former !== 'function' || typeof ours !== 'function' || former.length !== ours.length) {
      throw new Error(`mcl has no function where "${name}" is expected`);
    }
    table.set(next, ours);
    places[place] = next;
    next++;
  }
}
