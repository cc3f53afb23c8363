import { expect, test } from 'bun:test';
import { PRECOMPILES, type Precompile } from '../../../vm/precompiles/table.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { FORKS, type ForkName, forkOrder } from '../../../vm/rules/forks.ts';
import { ALICE, block, rules, world } from '../../vm/world.ts';

/** Lengths of zeros that a precompile takes for a valid input; others take any. */
const VALID: Readonly<Record<string, readonly number[]>> = {
  bn254Pairing: [0, 192],
  blake2f: [213],
  kzgPointEvaluation: [],
  bls12G1Add: [256],
  bls12G1Msm: [160],
  bls12G2Add: [512],
  bls12G2Msm: [288],
  bls12Pairing: [384, 768],
  bls12MapFpToG1: [64],
  bls12MapFp2ToG2: [128],
};

const engine = createReferenceEngine();

async function gasOf(number: number, fork: ForkName, length: number): Promise<bigint> {
  const to = new Uint8Array(20);
  to[18] = number >> 8;
  to[19] = number & 0xff;
  const result = await engine.execute(
    {
      ...{ caller: ALICE, origin: ALICE, to, value: 0n, data: new Uint8Array(length), gas: 10_000_000n },
      ...{ gasPrice: 0n, blobHashes: [] },
    },
    { rules: rules(fork), block: block(), state: world(), tracer: undefined },
  );
  expect(result.halt).toBeUndefined();
  return result.gasUsed;
}

function expected({ gas }: Precompile, fork: ForkName, length: number): bigint {
  const price = gas.findLast(({ since }) => forkOrder(since) <= forkOrder(fork));
  const words = BigInt(Math.ceil(length / 32));
  const items = BigInt(Math.floor(length / (price?.item?.bytes ?? 1)));
  return (price?.base ?? 0n) + words * (price?.word ?? 0n) + items * (price?.item?.gas ?? 0n);
}

test.each(PRECOMPILES.map((precompile) => [precompile.name, precompile] as const))(
  '%s costs what its table says',
  async (name, precompile) => {
    for (const { name: fork } of FORKS) {
      if (forkOrder(fork) < forkOrder(precompile.since)) continue;
      for (const length of VALID[name] ?? [0, 1, 32, 33, 100]) {
        expect(await gasOf(precompile.number, fork, length), `${fork}, ${length} bytes`).toBe(
          expected(precompile, fork, length),
        );
      }
    }
  },
);
