import type { Random } from '../random.ts';
import { randomWord } from './operands.ts';

/** What is written to memory, word by word, and how many bytes of it are handed over. */
export interface PrecompileInput {
  readonly words: readonly bigint[];
  readonly size: number;
}

/** The blob of zeros: its versioned hash and the first words of commitment and proof, both the point at infinity. */
const ZERO_BLOB_HASH = 0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014n;
const INFINITY = 0xc0n << 248n;
const INFINITY_IN_THE_MIDDLE = 0xc0n << 120n;

/** Lengths that precompiles want, and some by one more or less. */
const SIZES: Readonly<Record<number, readonly number[]>> = {
  1: [128],
  5: [96, 99, 128, 192],
  6: [128, 64],
  7: [96],
  8: [0, 192, 384],
  9: [213, 213, 213, 212, 214],
  10: [192],
  11: [256],
  12: [160, 320],
  13: [512],
  14: [288],
  15: [384],
  16: [64],
  17: [128],
  256: [160],
};

/** An input for a precompile: right, right in length only, or neither. */
export function precompileInput(random: Random, number: number): PrecompileInput {
  const sizes = SIZES[number];
  if (sizes === undefined || random.chance(0.3)) return oddInput(random);
  const size = random.chance(0.9) ? random.pick(sizes) : random.pick(sizes) + random.pick([-1, 1]);
  return {
    words: random.chance(0.8) ? validWords(random, number) : oddInput(random).words,
    size: Math.max(0, size),
  };
}

function validWords(random: Random, number: number): bigint[] {
  const small = () => BigInt(random.int(40));
  switch (number) {
    case 1:
      return [randomWord(random), random.pick([27n, 28n, 28n, 29n]), 1n + small(), 1n + small()];
    case 5:
      return [small(), small(), small(), randomWord(random), randomWord(random), randomWord(random)];
    case 6:
      return random.pick([
        [1n, 2n, 1n, 2n],
        [0n, 0n, 1n, 2n],
        [1n, 2n],
        [1n, 3n],
      ]);
    case 7:
      return [1n, 2n, randomWord(random)];
    case 9:
      // rounds before all else, the final flag at the end
      return [
        BigInt(random.int(30)) << 224n,
        randomWord(random),
        0n,
        0n,
        0n,
        0n,
        BigInt(random.int(3)) << 88n,
      ];
    case 0x0a:
      return [
        ZERO_BLOB_HASH,
        randomWord(random),
        random.pick([0n, 0n, 1n]),
        INFINITY,
        INFINITY_IN_THE_MIDDLE,
        0n,
      ];
    case 0x10:
    case 0x11:
      return [0n, small(), 0n, small()];
    default:
      return []; // points at infinity
  }
}

function oddInput(random: Random): PrecompileInput {
  const length = random.int(14);
  const words = Array.from({ length }, () =>
    random.chance(0.6) ? BigInt(random.int(4)) : randomWord(random),
  );
  const size = random.pick([0, 31, 32, 64, 96, 128, 160, 192, 213, 256, 288, 384, 32 * length]);
  return { words, size };
}
