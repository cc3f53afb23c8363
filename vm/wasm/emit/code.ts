import { OPERATORS, type Operator } from './operators.ts';

/** A piece of a function: a byte, or a name that is resolved when the function is put together. */
export type Item =
  | number
  | { readonly kind: 'local' | 'global' | 'call'; readonly byte: number; readonly name: string }
  | { readonly kind: 'open'; readonly byte: number; readonly label: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'branch'; readonly byte: number; readonly label: string }
  | { readonly kind: 'table'; readonly labels: readonly string[] };

/**
 * Instructions in order, pieces within pieces: putting code together copies nothing. What an instruction leaves on
 * WebAssembly's stack is what the next one takes.
 */
export type Code = readonly (Item | Code)[];

const EMPTY = 0x40;

// Values

/** A constant of 32 bits. */
export const i32 = (value: number): Code => [0x41, signed(value | 0)];
/** A constant of 64 bits. */
export const i64 = (value: number | bigint): Code => {
  const small = Number(value);
  return [0x42, (small | 0) === small ? signed(small) : signedLong(BigInt.asIntN(64, BigInt(value)))];
};

/** An operator on its operands. */
export const op = (name: Operator, ...operands: readonly Code[]): Code => [...operands, OPERATORS[name]];

/** The value of a local. */
export const get = (name: string): Code => {
  const known = GETS.get(name);
  if (known !== undefined) return known;
  const code: Code = [{ kind: 'local', byte: 0x20, name }];
  GETS.set(name, code);
  return code;
};
const GETS = new Map<string, Code>();
/** Sets a local. */
export const set = (name: string, value: Code): Code => [value, { kind: 'local', byte: 0x21, name }];
/** Sets a local and leaves its value. */
export const tee = (name: string, value: Code): Code => [value, { kind: 'local', byte: 0x22, name }];
/** The value of a global. */
export const getGlobal = (name: string): Code => [{ kind: 'global', byte: 0x23, name }];
/** Sets a global. */
export const setGlobal = (name: string, value: Code): Code => [
  ...value,
  { kind: 'global', byte: 0x24, name },
];

/** Puts what is on the stack into locals, the topmost value first. */
export const popTo = (...names: readonly string[]): Code =>
  names.map((name) => ({ kind: 'local', byte: 0x21, name }));

/** Calls a function by its name. */
export const call = (name: string, ...operands: readonly Code[]): Code => [
  ...operands,
  { kind: 'call', byte: 0x10, name },
];

/** An i64 turned left by a constant. */
export const rotateLeft = (value: Code, bits: number): Code =>
  bits === 0 ? value : [...value, ...i64(bits), 0x89];

// Memory: an address and a constant offset

const access =
  (...bytes: readonly number[]) =>
  (address: Code, offset = 0): Code => [address, bytes, 0, unsigned(offset)];
const write =
  (...bytes: readonly number[]) =>
  (address: Code, value: Code, offset = 0): Code => [address, value, bytes, 0, unsigned(offset)];

export const load32 = access(0x28);
export const load64 = access(0x29);
export const loadFloat = access(0x2b);
export const load8 = access(0x2d);
export const load16 = access(0x2f);
export const load8Signed = access(0x2c);
export const load16To64 = access(0x33);
export const load32To64 = access(0x35);
export const store32 = write(0x36);
export const store64 = write(0x37);
export const storeFloat = write(0x39);
export const store8 = write(0x3a);
export const loadVector = access(0xfd, 0);
export const storeVector = write(0xfd, 11);

/** Copies bytes within memory. */
export const memoryCopy = (to: Code, from: Code, length: Code): Code => [
  ...to,
  ...from,
  ...length,
  0xfc,
  0x0a,
  0,
  0,
];
/** Fills memory with one byte. */
export const memoryFill = (to: Code, byte: Code, length: Code): Code => [
  ...to,
  ...byte,
  ...length,
  0xfc,
  0x0b,
  0,
];
/** Pages of 64 KiB that there are. */
export const memorySize: Code = [0x3f, 0];
/** Adds pages; -1 where there are none to have. */
export const memoryGrow = (pages: Code): Code => [...pages, 0x40, 0];

// Vectors of 16 bytes

/** i8x16.shuffle takes two vectors; the second is of no account. */
const IGNORED: Code = [0xfd, 12, ...new Array<number>(16).fill(0)];

/** The bytes in reverse order. */
export const reverseBytes = (value: Code): Code => [
  ...value,
  ...IGNORED,
  0xfd,
  13,
  ...Array.from({ length: 16 }, (_, i) => 15 - i),
];
/** Two limbs as a vector, the first one lowest. */
export const limbsToVector = (low: Code, high: Code): Code => [...low, 0xfd, 18, ...high, 0xfd, 30, 1];
/** A limb of a vector: 0 or 1. */
export const limbOfVector = (value: Code, lane: 0 | 1): Code => [...value, 0xfd, 29, lane];
export const vector = (bytes: readonly number[]): Code => [0xfd, 12, ...bytes];
export const andVector = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 78];

// Control

/** A block whose label leads behind it. */
export const block = (label: string, ...body: readonly Code[]): Code => [
  { kind: 'open', byte: 0x02, label },
  EMPTY,
  ...body,
  { kind: 'close' },
];
/** Blocks one in another, the first innermost, around `inner`; each is followed by its own code. */
export const nest = (blocks: readonly (readonly [label: string, then: Code])[], inner: Code): Code => [
  ...blocks.toReversed().flatMap(([label]): Code => [{ kind: 'open', byte: 0x02, label }, EMPTY]),
  inner,
  ...blocks.flatMap(([, then]): Code => [{ kind: 'close' }, then]),
];
/** A block whose label leads to its beginning. */
export const loop = (label: string, ...body: readonly Code[]): Code => [
  { kind: 'open', byte: 0x03, label },
  EMPTY,
  ...body,
  { kind: 'close' },
];
/** Runs the body where the condition is not zero. */
export const when = (condition: Code, ...body: readonly Code[]): Code => [
  condition,
  { kind: 'open', byte: 0x04, label: '' },
  EMPTY,
  ...body,
  { kind: 'close' },
];
/** Either of two ways. */
export const either = (condition: Code, then: Code, otherwise: Code): Code => [
  condition,
  { kind: 'open', byte: 0x04, label: '' },
  EMPTY,
  then,
  0x05,
  otherwise,
  { kind: 'close' },
];
/** Goes to a label. */
export const br = (label: string): Code => [{ kind: 'branch', byte: 0x0c, label }];
/** Goes to a label where the condition is not zero. */
export const brIf = (label: string, condition: Code): Code => [
  condition,
  { kind: 'branch', byte: 0x0d, label },
];
/** Branches to the label at `index`; to the last one where there is none. */
export const brTable = (labels: readonly string[], index: Code): Code => [
  ...index,
  { kind: 'table', labels },
];
/** Returns from the function. */
export const RETURN: Code = [0x0f];

/** Numbers below this are written in LEB128 once. */
const FEW = 2 ** 16;
const UNSIGNED: (readonly number[])[] = [];
const SIGNED = new Map<number, readonly number[]>();

/** Unsigned LEB128. */
function unsigned(value: number): readonly number[] {
  if (value >= FEW) return unsignedBytes(value);
  UNSIGNED[value] ??= unsignedBytes(value);
  return UNSIGNED[value] ?? [];
}

function unsignedBytes(value: number): number[] {
  const out: number[] = [];
  let left = value;
  for (; left >= 0x80; left >>>= 7) out.push((left & 0x7f) | 0x80);
  out.push(left);
  return out;
}

/** Signed LEB128 of a number of 32 bits. */
function signed(value: number): readonly number[] {
  const known = SIGNED.get(value);
  if (known !== undefined) return known;
  const out: number[] = [];
  let left = value;
  for (; left < -64 || left >= 64; left >>= 7) out.push((left & 0x7f) | 0x80);
  out.push(left & 0x7f);
  if (value > -FEW && value < FEW) SIGNED.set(value, out);
  return out;
}

/** The same of 64 bits. */
function signedLong(value: bigint): number[] {
  if (value >= -64n && value < 64n) return [Number(value & 0x7fn)];
  return [Number(value & 0x7fn) | 0x80, ...signedLong(value >> 7n)];
}
