// A curve's points from bytes and to bytes: past 250 lines because all of it shares the library's memory.
import { type BytesKey, EMPTY_BYTES, toKey } from '../../storage/encoding/bytes.ts';
import { type MclLibrary, openMcl } from './mclLibrary.ts';
import { copyBetween, type SharedMemory } from './sharedMemory.ts';

/** Bytes of the library's numbers and points, whatever the curve. */
export const FIELD_SIZE = 48;
export const FACTOR_SIZE = 32;
export const G1_SIZE = 3 * FIELD_SIZE;
export const G2_SIZE = 6 * FIELD_SIZE;
const RESULT_SIZE = 12 * FIELD_SIZE;
/** Mapping as RFC 9380 has it. */
const STANDARD_MAP = 5;
/** Bits of a compressed point's first byte. */
const [COMPRESSED, INFINITE, GREATER, FLAGS] = [0x80, 0x40, 0x20, 0xe0];
/** y² = x³ + 4 */
const CURVE_CONSTANT = 4;
/** Points known to be of the right order that are kept: contracts verify against the same few again and again. */
const KNOWN_POINTS = 1024;

/** How a curve's field elements lie in a precompile's input. */
export interface Encoding {
  /** the library's number of the curve */
  readonly curve: number;
  /** of its field */
  readonly modulus: bigint;
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
  readonly calls: MclLibrary;
  readonly #encoding: Encoding;
  readonly #one: number;
  readonly #reversed: number;
  readonly #output: number;
  readonly #result: number;
  readonly #known = new Set<BytesKey>();
  #memory: SharedMemory = { bytes: EMPTY_BYTES, integers: new Int32Array(0) };
  #room = 0;
  #roomSize = 0;

  private constructor(library: MclLibrary, encoding: Encoding) {
    this.calls = library;
    this.#encoding = encoding;
    this.#one = library.malloc(FIELD_SIZE);
    this.#reversed = library.malloc(FIELD_SIZE);
    this.#output = library.malloc(4 * encoding.slot);
    this.#result = library.malloc(RESULT_SIZE);
    library.mclBnFp_setInt32(this.#one, 1);
    this.memory.fill(0, this.#output, this.#output + 4 * encoding.slot);
  }

  /** Some tens of milliseconds. */
  static async open(encoding: Encoding): Promise<MclCurve> {
    const library = await openMcl(encoding.curve, encoding.modulus);
    library.mclBn_setMapToMode(STANDARD_MAP);
    library.mclBn_verifyOrderG1(0);
    library.mclBn_verifyOrderG2(0);
    return new MclCurve(library, encoding);
  }

  get memory(): Uint8Array {
    return this.#shared.bytes;
  }

  /** Growing leaves the former views without bytes. */
  get #shared(): SharedMemory {
    if (this.#memory.bytes.length === 0) {
      const { buffer } = this.calls.memory;
      this.#memory = { bytes: new Uint8Array(buffer), integers: new Int32Array(buffer) };
    }
    return this.#memory;
  }

  /** Puts the input into memory with so many bytes of room before it, both until the next call; where the room begins. */
  place(input: Uint8Array, room: number): number {
    const begin = this.#roomFor(room + input.length);
    this.memory.set(input, begin + room);
    return begin;
  }

  /** The same of an input that lies in another memory, with zeros behind it up to a length. */
  placeFrom(memory: SharedMemory, from: number, size: number, length: number, room: number): number {
    const begin = this.#roomFor(room + length);
    copyBetween(memory, from, Math.min(size, length), this.#shared, begin + room);
    if (size < length) this.memory.fill(0, begin + room + size, begin + room + length);
    return begin;
  }

  /** A place for so many bytes, until the next call. */
  #roomFor(size: number): number {
    if (size > this.#roomSize) {
      if (this.#room !== 0) this.calls.free(this.#room);
      this.#roomSize = 0;
      this.#room = this.calls.malloc(size);
      if (this.#room === 0) throw new Error('mcl has no memory left');
      this.#roomSize = size;
    }
    return this.#room;
  }

  /** A big-endian number below the field's modulus. */
  readField(to: number, at: number): boolean {
    const { field, slot } = this.#encoding;
    return this.#isZero(at, slot - field) && this.#readNumber(to, at + slot - field);
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
      calls.mclBnG1_clear(to);
      return true;
    }
    if (!this.readField(to, at) || !this.readField(to + FIELD_SIZE, at + slot)) return false;
    this.memory.copyWithin(to + 2 * FIELD_SIZE, this.#one, this.#one + FIELD_SIZE);
    if (calls.mclBnG1_isValid(to) !== 1) return false;
    return !ofOrder || this.#isKnown(at, 2 * slot, () => calls.mclBnG1_isValidOrder(to) === 1);
  }

  /** Two pairs of field elements, or zeros for infinity. */
  readG2(to: number, at: number, ofOrder: boolean): boolean {
    const { calls } = this;
    const { slot } = this.#encoding;
    if (this.#isZero(at, 4 * slot)) {
      calls.mclBnG2_clear(to);
      return true;
    }
    if (!this.readPair(to, at) || !this.readPair(to + 2 * FIELD_SIZE, at + 2 * slot)) return false;
    this.memory.copyWithin(to + 4 * FIELD_SIZE, this.#one, this.#one + FIELD_SIZE);
    calls.mclBnFp_clear(to + 5 * FIELD_SIZE);
    if (calls.mclBnG2_isValid(to) !== 1) return false;
    return !ofOrder || this.#isKnown(at, 4 * slot, () => calls.mclBnG2_isValidOrder(to) === 1);
  }

  /**
   * A point of the right order by its first coordinate, 48 bytes whose highest bits say that it is compressed, whether it
   * is infinity, and which of two it is (the form of blobs' commitments on BLS12-381).
   */
  readCompressedG1(to: number, at: number): boolean {
    const { calls, memory } = this;
    const flags = memory[at] ?? 0;
    if ((flags & COMPRESSED) === 0) return false;
    memory[at] = flags & ~FLAGS;
    if ((flags & INFINITE) !== 0) {
      calls.mclBnG1_clear(to);
      return (flags & GREATER) === 0 && this.#isZero(at, FIELD_SIZE);
    }
    if (!this.#readNumber(to, at)) return false;
    const y = to + FIELD_SIZE;
    calls.mclBnFp_sqr(y, to);
    calls.mclBnFp_mul(y, y, to);
    for (let i = 0; i < CURVE_CONSTANT; i++) calls.mclBnFp_add(y, y, this.#one);
    if (calls.mclBnFp_squareRoot(y, y) !== 0) return false;
    if ((calls.mclBnFp_isNegative(y) === 1) !== ((flags & GREATER) !== 0)) calls.mclBnFp_neg(y, y);
    this.memory.copyWithin(to + 2 * FIELD_SIZE, this.#one, this.#one + FIELD_SIZE);
    return calls.mclBnG1_isValidOrder(to) === 1;
  }

  /** A point as a precompile gives it. */
  writeG1(at: number): Uint8Array {
    return this.#written(this.#writeG1(at));
  }

  /** The same of the second group; the real part of each pair first. */
  writeG2(at: number): Uint8Array {
    return this.#written(this.#writeG2(at));
  }

  /** Writes the point into another memory; how many bytes it takes. */
  writeG1To(memory: SharedMemory, to: number, at: number): number {
    return this.#writeTo(memory, to, this.#writeG1(at));
  }

  /** The same of the second group. */
  writeG2To(memory: SharedMemory, to: number, at: number): number {
    return this.#writeTo(memory, to, this.#writeG2(at));
  }

  /** Whether the product of the pairings of so many points of both groups is one. */
  pairsToOne(firsts: number, seconds: number, count: number): boolean {
    const { calls } = this;
    if (count === 0) return true;
    calls.mclBn_millerLoopVec(this.#result, firsts, seconds, count);
    calls.mclBn_finalExp(this.#result, this.#result);
    return calls.mclBnGT_isOne(this.#result) === 1;
  }

  /** The same of two pairs, whose second points are given by the lines of their Miller loops. */
  preparedPairsToOne(first: number, linesOfFirst: number, second: number, linesOfSecond: number): boolean {
    const { calls } = this;
    calls.mclBn_precomputedMillerLoop2(this.#result, first, linesOfFirst, second, linesOfSecond);
    calls.mclBn_finalExp(this.#result, this.#result);
    return calls.mclBnGT_isOne(this.#result) === 1;
  }

  #writeG1(at: number): number {
    const isZero = this.calls.mclBnG1_isZero(at) === 1;
    if (!isZero) this.calls.mclBnG1_normalize(at, at);
    return this.#writeFields(at, 2, isZero);
  }

  #writeG2(at: number): number {
    const isZero = this.calls.mclBnG2_isZero(at) === 1;
    if (!isZero) this.calls.mclBnG2_normalize(at, at);
    return this.#writeFields(at, 4, isZero);
  }

  /** Field elements, or as many zeros, to `output`; how many bytes. */
  #writeFields(at: number, count: number, zeros: boolean): number {
    const { field, slot } = this.#encoding;
    for (let k = 0; k < count; k++) {
      const to = this.#output + (k + 1) * slot - field;
      const from = at + k * FIELD_SIZE;
      if (zeros) this.memory.fill(0, to, to + field);
      else if (this.calls.writeBytes !== undefined) this.calls.writeBytes(to, from);
      else {
        this.calls.mclBnFp_serialize(this.#reversed, field, from);
        this.#reverse(to, this.#reversed);
      }
    }
    return count * slot;
  }

  #written(size: number): Uint8Array {
    return this.memory.slice(this.#output, this.#output + size);
  }

  #writeTo(memory: SharedMemory, to: number, size: number): number {
    copyBetween(this.#shared, this.#output, size, memory, to);
    return size;
  }

  #readNumber(to: number, at: number): boolean {
    const { calls } = this;
    if (calls.readBytes !== undefined) return calls.readBytes(to, at) === 1;
    const { field } = this.#encoding;
    // the library's bytes are little-endian
    this.#reverse(this.#reversed, at);
    return calls.mclBnFp_deserialize(to, this.#reversed, field) === field;
  }

  #reverse(to: number, from: number): void {
    const { memory } = this;
    const { field } = this.#encoding;
    for (let i = 0; i < field; i++) memory[to + i] = memory[from + field - 1 - i] ?? 0;
  }

  /** Of whole words of 32 bits. */
  #isZero(at: number, length: number): boolean {
    const words = this.#shared.integers;
    for (let i = at >> 2; i < (at + length) >> 2; i++) if (words[i] !== 0) return false;
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
