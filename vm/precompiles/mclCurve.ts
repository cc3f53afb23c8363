import { type BytesKey, EMPTY_BYTES, toKey } from '../../storage/encoding/bytes.ts';

/** What is used of the library's WebAssembly: numbers are addresses in its memory, lengths or truths. */
interface Library {
  readonly wasmMemory: WebAssembly.Memory;
  _malloc(size: number): number;
  _free(at: number): void;
  _mclBn_init(curve: number, compiledFor: number): number;
  _mclBn_setMapToMode(mode: number): number;
  _mclBn_verifyOrderG1(on: number): void;
  _mclBn_verifyOrderG2(on: number): void;
  _mclBnFr_setBigEndianMod(to: number, from: number, length: number): number;
  _mclBnFp_setInt32(to: number, value: number): void;
  _mclBnFp_deserialize(to: number, from: number, length: number): number;
  _mclBnFp_serialize(to: number, length: number, from: number): number;
  _mclBnFp_clear(at: number): void;
  _mclBnFp_mapToG1(to: number, from: number): number;
  _mclBnFp2_mapToG2(to: number, from: number): number;
  _mclBn_millerLoopVec(to: number, firsts: number, seconds: number, count: number): void;
  _mclBn_finalExp(to: number, from: number): void;
  _mclBnGT_isOne(at: number): number;
  _mclBnG1_clear(at: number): void;
  _mclBnG1_isValid(at: number): number;
  _mclBnG1_isValidOrder(at: number): number;
  _mclBnG1_isZero(at: number): number;
  _mclBnG1_add(to: number, a: number, b: number): void;
  _mclBnG1_mul(to: number, point: number, factor: number): void;
  _mclBnG1_mulVec(to: number, points: number, factors: number, count: number): void;
  _mclBnG1_normalize(to: number, from: number): void;
  _mclBnG2_clear(at: number): void;
  _mclBnG2_isValid(at: number): number;
  _mclBnG2_isValidOrder(at: number): number;
  _mclBnG2_isZero(at: number): number;
  _mclBnG2_add(to: number, a: number, b: number): void;
  _mclBnG2_mulVec(to: number, points: number, factors: number, count: number): void;
  _mclBnG2_normalize(to: number, from: number): void;
}

/** Bytes of the library's numbers and points, whatever the curve. */
export const FIELD_SIZE = 48;
export const FACTOR_SIZE = 32;
export const G1_SIZE = 3 * FIELD_SIZE;
export const G2_SIZE = 6 * FIELD_SIZE;
const RESULT_SIZE = 12 * FIELD_SIZE;
/** Units of 8 bytes that the library was compiled for: 4 of a factor, 6 of a field element. */
const COMPILED_FOR = 46;
/** Mapping as RFC 9380 has it. */
const STANDARD_MAP = 5;
/** Points known to be of the right order that are kept: contracts verify against the same few again and again. */
const KNOWN_POINTS = 1024;

/** How a curve's field elements lie in a precompile's input. */
export interface Encoding {
  /** the library's number of the curve */
  readonly curve: number;
  /** bytes of a field element */
  readonly field: number;
  /** bytes that one takes in the input, zeros first */
  readonly slot: number;
  /** whether the real part of a pair comes first */
  readonly realFirst: boolean;
}

/**
 * One curve of mcl, in an instance of its own, whose memory holds the numbers: nothing goes through strings or objects.
 * Every address is inside of that memory. `read…` answers false for what is no point of the curve.
 */
export class MclCurve {
  readonly calls: Library;
  readonly #encoding: Encoding;
  readonly #one: number;
  readonly #reversed: number;
  readonly #output: number;
  readonly #result: number;
  readonly #known = new Set<BytesKey>();
  #memory = EMPTY_BYTES;
  #room = 0;
  #roomSize = 0;

  private constructor(library: Library, encoding: Encoding) {
    this.calls = library;
    this.#encoding = encoding;
    this.#one = library._malloc(FIELD_SIZE);
    this.#reversed = library._malloc(FIELD_SIZE);
    this.#output = library._malloc(4 * encoding.slot);
    this.#result = library._malloc(RESULT_SIZE);
    library._mclBnFp_setInt32(this.#one, 1);
    this.memory.fill(0, this.#output, this.#output + 4 * encoding.slot);
  }

  /** Some tens of milliseconds. */
  static async open(encoding: Encoding): Promise<MclCurve> {
    const { default: createLibrary } = await import('mcl-wasm/dist/mcl_c.js');
    const library: Library = await createLibrary({});
    const failure = library._mclBn_init(encoding.curve, COMPILED_FOR);
    if (failure !== 0) throw new Error(`mcl cannot be used for curve ${encoding.curve}: ${failure}`);
    library._mclBn_setMapToMode(STANDARD_MAP);
    library._mclBn_verifyOrderG1(0);
    library._mclBn_verifyOrderG2(0);
    return new MclCurve(library, encoding);
  }

  get memory(): Uint8Array {
    // growing leaves the former view without bytes
    if (this.#memory.length === 0) this.#memory = new Uint8Array(this.calls.wasmMemory.buffer);
    return this.#memory;
  }

  /** Puts the input into memory with so many bytes of room before it, both until the next call; where the room begins. */
  place(input: Uint8Array, room: number): number {
    const size = room + input.length;
    if (size > this.#roomSize) {
      if (this.#room !== 0) this.calls._free(this.#room);
      this.#roomSize = 0;
      this.#room = this.calls._malloc(size);
      if (this.#room === 0) throw new Error('mcl has no memory left');
      this.#roomSize = size;
    }
    this.memory.set(input, this.#room + room);
    return this.#room;
  }

  /** A big-endian number below the field's modulus. */
  readField(to: number, at: number): boolean {
    const { field, slot } = this.#encoding;
    if (!this.#isZero(at, slot - field)) return false;
    // the library's bytes are little-endian
    this.#reverse(this.#reversed, at + slot - field);
    return this.calls._mclBnFp_deserialize(to, this.#reversed, field) === field;
  }

  /** Two of them: the parts of an element of the quadratic extension. */
  readPair(to: number, at: number): boolean {
    const { slot, realFirst } = this.#encoding;
    const [real, imaginary] = realFirst ? [at, at + slot] : [at + slot, at];
    return this.readField(to, real) && this.readField(to + FIELD_SIZE, imaginary);
  }

  /** Two field elements, or zeros for infinity. */
  readG1(to: number, at: number, ofOrder: boolean): boolean {
    const { calls } = this;
    const { slot } = this.#encoding;
    if (this.#isZero(at, 2 * slot)) {
      calls._mclBnG1_clear(to);
      return true;
    }
    if (!this.readField(to, at) || !this.readField(to + FIELD_SIZE, at + slot)) return false;
    this.memory.copyWithin(to + 2 * FIELD_SIZE, this.#one, this.#one + FIELD_SIZE);
    if (calls._mclBnG1_isValid(to) !== 1) return false;
    return !ofOrder || this.#isKnown(at, 2 * slot, () => calls._mclBnG1_isValidOrder(to) === 1);
  }

  /** Two pairs of field elements, or zeros for infinity. */
  readG2(to: number, at: number, ofOrder: boolean): boolean {
    const { calls } = this;
    const { slot } = this.#encoding;
    if (this.#isZero(at, 4 * slot)) {
      calls._mclBnG2_clear(to);
      return true;
    }
    if (!this.readPair(to, at) || !this.readPair(to + 2 * FIELD_SIZE, at + 2 * slot)) return false;
    this.memory.copyWithin(to + 4 * FIELD_SIZE, this.#one, this.#one + FIELD_SIZE);
    calls._mclBnFp_clear(to + 5 * FIELD_SIZE);
    if (calls._mclBnG2_isValid(to) !== 1) return false;
    return !ofOrder || this.#isKnown(at, 4 * slot, () => calls._mclBnG2_isValidOrder(to) === 1);
  }

  /** A point as a precompile gives it. */
  writeG1(at: number): Uint8Array {
    if (this.calls._mclBnG1_isZero(at) === 1) return new Uint8Array(2 * this.#encoding.slot);
    this.calls._mclBnG1_normalize(at, at);
    return this.#writeFields(at, 2);
  }

  /** The same of the second group; the real part of each pair first. */
  writeG2(at: number): Uint8Array {
    if (this.calls._mclBnG2_isZero(at) === 1) return new Uint8Array(4 * this.#encoding.slot);
    this.calls._mclBnG2_normalize(at, at);
    return this.#writeFields(at, 4);
  }

  /** Whether the product of the pairings of so many points of both groups is one. */
  pairsToOne(firsts: number, seconds: number, count: number): boolean {
    const { calls } = this;
    if (count === 0) return true;
    calls._mclBn_millerLoopVec(this.#result, firsts, seconds, count);
    calls._mclBn_finalExp(this.#result, this.#result);
    return calls._mclBnGT_isOne(this.#result) === 1;
  }

  #writeFields(at: number, count: number): Uint8Array {
    const { field, slot } = this.#encoding;
    for (let k = 0; k < count; k++) {
      this.calls._mclBnFp_serialize(this.#reversed, field, at + k * FIELD_SIZE);
      this.#reverse(this.#output + (k + 1) * slot - field, this.#reversed);
    }
    return this.memory.slice(this.#output, this.#output + count * slot);
  }

  #reverse(to: number, from: number): void {
    const { memory } = this;
    const { field } = this.#encoding;
    for (let i = 0; i < field; i++) memory[to + i] = memory[from + field - 1 - i] ?? 0;
  }

  #isZero(at: number, length: number): boolean {
    const { memory } = this;
    for (let i = at; i < at + length; i++) if (memory[i] !== 0) return false;
    return true;
  }

  /** What has been found to hold of these bytes before is not looked at again. */
  #isKnown(at: number, length: number, holds: () => boolean): boolean {
    const key = toKey(this.memory.slice(at, at + length));
    if (this.#known.has(key)) return true;
    if (!holds()) return false;
    if (this.#known.size >= KNOWN_POINTS) this.#known.clear();
    this.#known.add(key);
    return true;
  }
}
