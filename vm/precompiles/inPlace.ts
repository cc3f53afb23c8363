import { blake2Into, blake2Room, blake2RoundsAt } from './blake2.ts';
import { addG1InPlace, addG2InPlace, loadBls12 } from './bls12.ts';
import { addBn254InPlace, loadBn254 } from './bn254.ts';
import { recoverInto, SIGNED_SIZE, signedWords } from './recovery.ts';
import { copyBetween, FAILED, type SharedMemory } from './sharedMemory.ts';

/*
 * Precompiles that are called often and take little: they read their input where it lies in a machine's memory and leave
 * their answer there, so that no array is made for either.
 */

/** One of them. The input has `size` bytes at `from`. */
export interface InPlacePrecompile {
  /** Leaves the answer at `to`, which 4 divides; how many bytes it has, or FAILED. */
  readonly run: (memory: SharedMemory, from: number, size: number, to: number) => number;
  /** Gas, where the length alone does not say. */
  readonly gas?: (memory: SharedMemory, from: number, size: number) => number;
  /** Loads what it needs; undefined once that is there, and not before can it run. */
  readonly load?: () => Promise<void> | undefined;
}

/** Bytes that an input, and so an answer, has at most: longer ones are copied. */
export const LONGEST = 1024;

const WORD = 32;
const RIPEMD_SIZE = 20;

/** By the number of the precompile. */
export const IN_PLACE: ReadonlyMap<number, InPlacePrecompile> = new Map<number, InPlacePrecompile>([
  [0x01, { run: recover }],
  [0x02, { run: sha256 }],
  [0x03, { run: ripemd160 }],
  [0x04, { run: identity }],
  [0x06, { run: addBn254InPlace, load: loadBn254 }],
  [0x09, { run: blake2, gas: ({ bytes }, from, size) => blake2RoundsAt(bytes, from, size) }],
  [0x0b, { run: addG1InPlace, load: loadBls12 }],
  [0x0d, { run: addG2InPlace, load: loadBls12 }],
]);

/** Where inputs are put for what takes arrays: a view made for each is slower than many hashes. */
const room = sharedRoom(LONGEST);
const views: Uint8Array[] = [];
const digest = new Uint8Array(WORD);

function recover(memory: SharedMemory, from: number, size: number, to: number): number {
  const { bytes } = memory;
  for (let i = 0; i < SIGNED_SIZE; i++) signedWords[i] = i < size ? (bytes[from + i] ?? 0) : 0;
  return recoverInto(bytes, to) ? WORD : 0;
}

function sha256(memory: SharedMemory, from: number, size: number, to: number): number {
  const { bytes } = memory;
  Bun.SHA256.hash(taken(memory, from, size), digest);
  for (let i = 0; i < WORD; i++) bytes[to + i] = digest[i] ?? 0;
  return WORD;
}

function ripemd160(memory: SharedMemory, from: number, size: number, to: number): number {
  const { bytes } = memory;
  const hash = Bun.CryptoHasher.hash('ripemd160', taken(memory, from, size));
  const before = WORD - RIPEMD_SIZE;
  for (let i = 0; i < WORD; i++) bytes[to + i] = i < before ? 0 : (hash[i - before] ?? 0);
  return WORD;
}

function identity({ bytes }: SharedMemory, from: number, size: number, to: number): number {
  bytes.copyWithin(to, from, from + size);
  return size;
}

function blake2(memory: SharedMemory, from: number, size: number, to: number): number {
  const input = blake2Room(size);
  if (input === undefined) return FAILED;
  copyBetween(memory, from, size, input);
  return blake2Into(memory, to) ?? FAILED;
}

/** The input in an array that has been handed to the system before. */
function taken(memory: SharedMemory, from: number, size: number): Uint8Array {
  copyBetween(memory, from, size, room);
  let view = views[size];
  if (view === undefined) {
    view = room.bytes.subarray(0, size);
    views[size] = view;
  }
  return view;
}

function sharedRoom(size: number): SharedMemory {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), integers: new Int32Array(buffer) };
}
