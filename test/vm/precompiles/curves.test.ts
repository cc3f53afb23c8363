import { beforeAll, expect, test } from 'bun:test';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { PRECOMPILE_INPUTS } from '../../../bench/engine/precompiles.ts';
import { EMPTY_BYTES, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { loadBls12 } from '../../../vm/precompiles/bls12.ts';
import { loadBn254 } from '../../../vm/precompiles/bn254.ts';
import { DIRECT } from '../../../vm/precompiles/direct.ts';
import { runPrecompile } from '../../../vm/reference/precompiles.ts';
import { precompileAt } from '../../../vm/wasm/precompiles.ts';
import { randomNumbers } from '../wasm/programs.ts';
import { block, rules, world } from '../world.ts';

const GAS = 10_000_000;
const random = randomNumbers(11);
const context = { rules: rules('osaka'), block: block(), state: world(), tracer: undefined };

/** The moduli of both curves' fields, as 32 and 64 bytes, and their groups' orders. */
const NUMBERS = [
  '30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47',
  '30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001',
  '73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001',
  '1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab'.padStart(
    128,
    '0',
  ),
];

beforeAll(async () => {
  await loadBn254();
  await loadBls12();
});

function addressOf(number: number): Uint8Array {
  const address = new Uint8Array(20);
  address[19] = number;
  return address;
}

async function expectSame(number: number, input: Uint8Array, gas = GAS): Promise<string> {
  const here = await precompileAt(context, addressOf(number))?.(input, gas);
  const library = await runPrecompile(context.rules, addressOf(number), input, gas);
  const said = (answer: typeof library | undefined) =>
    `${answer?.halt === undefined ? 'done' : 'failed'} ${answer?.gasUsed} ${toHex(answer?.output ?? EMPTY_BYTES)}`;
  expect(`${toHex(input)} ${said(here)}`).toBe(`${toHex(input)} ${said(library)}`);
  return said(here);
}

/** Parts of 32 bytes that stand elsewhere, are zeros, or a number on an edge. */
function changed(input: string): string {
  const part = 64 * (1 + random(2));
  const at = part * random(Math.max(1, input.length / part));
  const number = NUMBERS[random(NUMBERS.length)] ?? '';
  const edge = random(2) === 0 ? number : (BigInt(`0x${number}`) - 1n).toString(16);
  const other = [
    '0'.repeat(part),
    edge.padStart(part, '0').slice(-part),
    'f'.repeat(part),
    input.slice(0, part),
  ];
  return input.slice(0, at) + (other[random(other.length)] ?? '') + input.slice(at + part);
}

const CURVES = Object.entries(PRECOMPILE_INPUTS).filter(
  ([, { address }]) => DIRECT.get(address)?.load !== undefined,
);

test.each(CURVES)('%s gives what the library gives, also where the input is none', async (_, given) => {
  const { address, input } = given;
  expect(await expectSame(address, fromHex(input))).toStartWith('done');
  await expectSame(address, fromHex(input), 100);
  await expectSame(address, EMPTY_BYTES);
  await expectSame(address, fromHex('0'.repeat(input.length)));
  for (const more of ['00', 'ff', input.slice(0, 64)]) await expectSame(address, fromHex(input + more));
  await expectSame(address, fromHex(input.slice(0, -2)));
  for (let i = 0; i < 12; i++) await expectSame(address, fromHex(changed(input)));
});

test('points outside of the subgroup are refused where they have to be, again and again', async () => {
  // a point of the curve y² = x³ + 4 that is not of the right order
  const outside = fromHex(
    `${'0'.repeat(127)}4${'0a989badd40d6212b33cffc3f3763e9bc760f988c9926b26da9dd85e928483446346b8ed00e1de5d5ea93e354abe706c'.padStart(128, '0')}`,
  );
  const twice = new Uint8Array(256);
  twice.set(outside);
  twice.set(outside, 128);
  expect(await expectSame(0x0b, twice)).toStartWith('done');
  const term = new Uint8Array(160);
  term.set(outside);
  for (let i = 0; i < 2; i++) expect(await expectSame(0x0c, term)).toStartWith('failed');
});

test('a sum of more terms than a discount is named for', async () => {
  const term = PRECOMPILE_INPUTS['bls12 g1 msm of 4']?.input.slice(0, 320) ?? '';
  expect(await expectSame(0x0c, fromHex(term.repeat(131)))).toStartWith('done');
});

test('sums of points that are the same, opposite or infinite are those of the library', async () => {
  const coordinates = (point: { toAffine(): unknown }): (bigint | Pair)[] => {
    const { x, y } = point.toAffine() as { readonly x: bigint | Pair; readonly y: bigint | Pair };
    return [x, y];
  };
  const bytes = (value: bigint | Pair): string =>
    typeof value === 'bigint' ? value.toString(16).padStart(128, '0') : bytes(value.c0) + bytes(value.c1);
  const words = (value: bigint | Pair): string => bytes(value).slice(64);
  const groups = [
    { number: 0x06, base: bn254.G1.ProjectivePoint.BASE, size: 128, write: words },
    { number: 0x0b, base: bls12_381.G1.ProjectivePoint.BASE, size: 256, write: bytes },
    { number: 0x0d, base: bls12_381.G2.ProjectivePoint.BASE, size: 512, write: bytes },
  ] as const;
  for (const { number, base, size, write } of groups) {
    const infinity = '0'.repeat(size);
    const factors = [1n, 2n, 3n, 7n, BigInt(1 + random(2 ** 31))];
    const points = factors.flatMap((factor) => {
      const point = base.multiply(factor);
      return [point, point.negate()].map((either) => coordinates(either).map(write).join(''));
    });
    for (const a of [infinity, ...points]) {
      for (const b of [a, infinity, points[random(points.length)] ?? '', points[0] ?? '', points[1] ?? '']) {
        expect(await expectSame(number, fromHex(a + b))).toStartWith('done');
      }
    }
  }
});

interface Pair {
  readonly c0: bigint;
  readonly c1: bigint;
}
