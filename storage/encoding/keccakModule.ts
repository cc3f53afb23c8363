import { finishBranch } from './branchCode.ts';
import {
  ADD_32,
  AND,
  type Code,
  DIVIDE_32,
  functionBody,
  i32,
  i64,
  LESS_32,
  load64,
  local,
  MULTIPLY_32,
  ROTATE_LEFT,
  SUBTRACT_32,
  section,
  store8,
  store64,
  unsigned,
  XOR,
} from './wasmCode.ts';

/**
 * A WebAssembly module that computes Keccak-256, assembled here from the specification (FIPS 202, section 3.2, with
 * Keccak's own padding byte 0x01): one call per hash, no copies but input in and digest out. The permutation keeps the 25
 * lanes in locals, so the compiler may keep them in registers.
 *
 * Memory: lanes at 0, round constants at 256, input at INPUT. Between hashes the lanes are zero.
 * Exports: `memory`; `absorb(end)` takes in whole blocks from INPUT up to `end`; `finish(end)` takes in the rest, padded,
 * and leaves the digest at DIGEST; `finishBranch` does so for a branch of a trie (branchCode.ts).
 */
export const BLOCK = 136;
export const DIGEST = 512;
export const INPUT = 1024;
/** Where a trie's branch record is put for finishBranch: behind the longest RLP of one. */
export const RECORD = 2048;
/** Whole blocks that fit into one memory page behind the tables, leaving room for the padding. */
export const INPUT_CAPACITY = Math.floor((65536 - INPUT) / BLOCK - 1) * BLOCK;

/** Where the permutation finds its constants. */
export const ROUND_CONSTANTS = 256;
const ROUNDS = 24;

/** Rotation offsets of lane x + 5y (FIPS 202, table 2). */
const ROTATIONS = [
  0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
];

/** Locals of `permute`: the lanes, the rotated lanes, column parities, one theta effect, and the round's constant's place. */
const A = 0;
const B = 25;
const C = 50;
const D = 55;
const ROUND = 56;

function round(): Code {
  const code: Code = [];
  for (let x = 0; x < 5; x++) {
    code.push(...local.get(A + x));
    for (let y = 1; y < 5; y++) code.push(...local.get(A + x + 5 * y), XOR);
    code.push(...local.set(C + x));
  }
  for (let x = 0; x < 5; x++) {
    code.push(...local.get(C + ((x + 1) % 5)), ...i64(1), ROTATE_LEFT, ...local.get(C + ((x + 4) % 5)), XOR);
    code.push(...local.set(D));
    for (let y = 0; y < 5; y++) {
      const lane = x + 5 * y;
      const target = y + 5 * ((2 * x + 3 * y) % 5);
      code.push(...local.get(A + lane), ...local.get(D), XOR);
      if (ROTATIONS[lane] !== 0) code.push(...i64(ROTATIONS[lane] ?? 0), ROTATE_LEFT);
      code.push(...local.set(B + target));
    }
  }
  for (let y = 0; y < 25; y += 5) {
    for (let x = 0; x < 5; x++) {
      code.push(
        ...local.get(B + y + ((x + 1) % 5)),
        ...i64(-1),
        XOR,
        ...local.get(B + y + ((x + 2) % 5)),
        AND,
      );
      code.push(...local.get(B + y + x), XOR);
      if (y + x === 0) code.push(...local.get(ROUND), ...load64(ROUND_CONSTANTS), XOR);
      code.push(...local.set(A + y + x));
    }
  }
  return code;
}

/** The permutation of the lanes in memory at 0, with locals PERMUTATION_LOCALS, as the instructions of a function. */
export function permutation(): Code {
  const code: Code = [];
  for (let lane = 0; lane < 25; lane++) code.push(...i32(0), ...load64(8 * lane), ...local.set(A + lane));
  code.push(0x03, 0x40, ...round());
  code.push(...local.get(ROUND), ...i32(8), ADD_32, 0x22, ROUND, ...i32(8 * ROUNDS), LESS_32, 0x0d, 0, 0x0b);
  for (let lane = 0; lane < 25; lane++) code.push(...i32(0), ...local.get(A + lane), ...store64(8 * lane));
  return code;
}

/** How many locals the permutation takes: i64 but for one i32 at the end. */
const PERMUTATION_LOCALS = 57;

function permute(): Code {
  return functionBody(
    [
      [PERMUTATION_LOCALS - 1, 0x7e],
      [1, 0x7f],
    ],
    permutation(),
  );
}

/** Function 0: permute; 1: absorb(end); 2: finish(end); 3: finishBranch(present, leaf, keyLength). */
const PERMUTE = 0;
const ABSORB = 1;
const FINISH = 2;

function absorb(): Code {
  const END = 0;
  const AT = 1;
  const code: Code = [...i32(INPUT), ...local.set(AT)];
  code.push(0x02, 0x40, 0x03, 0x40, ...local.get(AT), ...local.get(END), 0x4f, 0x0d, 1);
  for (let lane = 0; lane < BLOCK / 8; lane++) {
    code.push(
      ...i32(0),
      ...i32(0),
      ...load64(8 * lane),
      ...local.get(AT),
      ...load64(8 * lane),
      XOR,
      ...store64(8 * lane),
    );
  }
  code.push(0x10, PERMUTE, ...local.get(AT), ...i32(BLOCK), ADD_32, ...local.set(AT), 0x0c, 0, 0x0b, 0x0b);
  return functionBody([[1, 0x7f]], code);
}

function finish(): Code {
  const END = 0;
  const PADDED = 1;
  const code: Code = [];
  // PADDED = INPUT + (floor((END - INPUT) / BLOCK) + 1) * BLOCK
  code.push(...local.get(END), ...i32(INPUT), SUBTRACT_32, ...i32(BLOCK), DIVIDE_32);
  code.push(...i32(BLOCK), MULTIPLY_32, ...i32(INPUT + BLOCK), ADD_32, ...local.set(PADDED));
  // A block of zeros from END on is more than the padding needs, and quicker than a fill of its length.
  for (let at = 0; at < BLOCK; at += 8) code.push(...local.get(END), ...i64(0), ...store64(at));
  code.push(...local.get(END), ...i32(1), ...store8(0));
  const last = [...local.get(PADDED), ...i32(1), SUBTRACT_32];
  code.push(...last, ...last, 0x2d, 0, 0, ...i32(0x80), 0x72, ...store8(0));
  code.push(...local.get(PADDED), 0x10, ABSORB);
  for (let lane = 0; lane < 4; lane++)
    code.push(...i32(0), ...i32(0), ...load64(8 * lane), ...store64(DIGEST + 8 * lane));
  for (let lane = 0; lane < 25; lane++) code.push(...i32(0), ...i64(0), ...store64(8 * lane));
  return functionBody([[1, 0x7f]], code);
}

/** The 24 round constants, from the linear feedback shift register of FIPS 202, algorithm 5. */
export function roundConstants(): Uint8Array {
  const constants = new DataView(new ArrayBuffer(8 * ROUNDS));
  let register = 1;
  for (let round = 0; round < ROUNDS; round++) {
    let constant = 0n;
    for (let j = 0; j <= 6; j++) {
      if ((register & 1) === 1) constant |= 1n << BigInt(2 ** j - 1);
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
    constants.setBigUint64(8 * round, constant, true);
  }
  return new Uint8Array(constants.buffer);
}

/** The module's bytes (WebAssembly core specification, section 5.5). */
export function keccakModule(): Uint8Array<ArrayBuffer> {
  const constants = roundConstants();
  const types = [3, 0x60, 0, 0, 0x60, 1, 0x7f, 0, 0x60, 3, 0x7f, 0x7f, 0x7f, 0];
  const exported = (name: string, kind: number, index: number) => [
    name.length,
    ...Buffer.from(name),
    kind,
    index,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, [4, 0, 1, 1, 2]),
    ...section(5, [1, 0, 1]),
    ...section(7, [
      4,
      ...exported('memory', 2, 0),
      ...exported('absorb', 0, ABSORB),
      ...exported('finish', 0, FINISH),
      ...exported('finishBranch', 0, FINISH + 1),
    ]),
    ...section(10, [4, ...permute(), ...absorb(), ...finish(), ...finishBranch(RECORD, INPUT, FINISH)]),
    ...section(11, [1, 0, ...i32(ROUND_CONSTANTS), 0x0b, ...unsigned(constants.length), ...constants]),
  ]);
}
