import type { ForkName } from '../rules/forks.ts';

/** What a call of a precompile costs from a fork on. */
export interface PrecompileGas {
  readonly since: ForkName;
  /** whatever the input */
  readonly base: bigint;
  /** for each begun 32 bytes of input */
  readonly word?: bigint;
  /** for each item of so many bytes */
  readonly item?: { readonly bytes: number; readonly gas: bigint };
  /** What the numbers do not say. */
  readonly note?: string;
}

/** A precompiled contract. */
export interface Precompile {
  /** its address as a number */
  readonly number: number;
  readonly name: string;
  readonly since: ForkName;
  /** where it is specified */
  readonly source: string;
  readonly gas: readonly PrecompileGas[];
}

/** The precompiled contracts, each with the fork that brought it. */
export const PRECOMPILES: readonly Precompile[] = [
  fixed(0x01, 'ecRecover', 'frontier', 'yellow paper, appendix E', 3000n),
  {
    ...fixed(0x02, 'sha256', 'frontier', 'yellow paper, appendix E', 60n),
    gas: [{ since: 'frontier', base: 60n, word: 12n }],
  },
  {
    ...fixed(0x03, 'ripemd160', 'frontier', 'yellow paper, appendix E', 600n),
    gas: [{ since: 'frontier', base: 600n, word: 120n }],
  },
  {
    ...fixed(0x04, 'identity', 'frontier', 'yellow paper, appendix E', 15n),
    gas: [{ since: 'frontier', base: 15n, word: 3n }],
  },
  {
    ...fixed(0x05, 'modExp', 'byzantium', 'EIP-198, EIP-2565, EIP-7823, EIP-7883', 0n),
    gas: [
      { since: 'byzantium', base: 0n, note: 'complexity of the lengths × bits of the exponent / 20' },
      { since: 'berlin', base: 200n, note: 'at least; words² × bits of the exponent / 3' },
      {
        since: 'osaka',
        base: 500n,
        note: 'at least; words² × bits of the exponent, twice that past 32 bytes; no operand past 1,024 bytes',
      },
    ],
  },
  {
    ...fixed(0x06, 'bn254Add', 'byzantium', 'EIP-196, EIP-1108', 500n),
    gas: [
      { since: 'byzantium', base: 500n },
      { since: 'istanbul', base: 150n },
    ],
  },
  {
    ...fixed(0x07, 'bn254Mul', 'byzantium', 'EIP-196, EIP-1108', 40_000n),
    gas: [
      { since: 'byzantium', base: 40_000n },
      { since: 'istanbul', base: 6000n },
    ],
  },
  {
    ...fixed(0x08, 'bn254Pairing', 'byzantium', 'EIP-197, EIP-1108', 100_000n),
    gas: [
      { since: 'byzantium', base: 100_000n, item: { bytes: 192, gas: 80_000n } },
      { since: 'istanbul', base: 45_000n, item: { bytes: 192, gas: 34_000n } },
    ],
  },
  {
    ...fixed(0x09, 'blake2f', 'istanbul', 'EIP-152', 0n),
    gas: [{ since: 'istanbul', base: 0n, note: '1 a round' }],
  },
  fixed(0x0a, 'kzgPointEvaluation', 'cancun', 'EIP-4844', 50_000n),
  fixed(0x0b, 'bls12G1Add', 'prague', 'EIP-2537', 375n),
  multiplication(0x0c, 'bls12G1Msm', 160, 12_000n),
  fixed(0x0d, 'bls12G2Add', 'prague', 'EIP-2537', 600n),
  multiplication(0x0e, 'bls12G2Msm', 288, 22_500n),
  {
    ...fixed(0x0f, 'bls12Pairing', 'prague', 'EIP-2537', 37_700n),
    gas: [{ since: 'prague', base: 37_700n, item: { bytes: 384, gas: 32_600n } }],
  },
  fixed(0x10, 'bls12MapFpToG1', 'prague', 'EIP-2537', 5500n),
  fixed(0x11, 'bls12MapFp2ToG2', 'prague', 'EIP-2537', 23_800n),
  fixed(0x100, 'p256Verify', 'osaka', 'EIP-7951', 6900n),
];

function fixed(number: number, name: string, since: ForkName, source: string, base: bigint): Precompile {
  return { number, name, since, source, gas: [{ since, base }] };
}

function multiplication(number: number, name: string, bytes: number, gas: bigint): Precompile {
  const note = 'less a discount that grows with the number of items, to 48 % of it';
  return {
    ...fixed(number, name, 'prague', 'EIP-2537', 0n),
    gas: [{ since: 'prague', base: 0n, item: { bytes, gas }, note }],
  };
}
