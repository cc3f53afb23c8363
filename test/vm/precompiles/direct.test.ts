import { expect, test } from 'bun:test';
import { p256 } from '@noble/curves/nist.js';
import { bytesToBigInt, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { DIRECT } from '../../../vm/precompiles/direct.ts';
import { verifyP256 } from '../../../vm/precompiles/p256.ts';
import { runPrecompile } from '../../../vm/reference/precompiles.ts';
import { randomNumbers } from '../wasm/programs.ts';
import { rules } from '../world.ts';

const random = randomNumbers(9);
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SECP256K1_N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const hex = (value: bigint) => value.toString(16).padStart(64, '0');
const word = () => Array.from({ length: 32 }, () => random(256).toString(16).padStart(2, '0')).join('');

async function library(number: number, input: Uint8Array): Promise<string> {
  const address = new Uint8Array(20);
  address[18] = number >> 8;
  address[19] = number & 0xff;
  return toHex((await runPrecompile(rules('osaka'), address, input, 10_000_000)).output);
}

const LOADED = [...DIRECT]
  .filter(([, { load, gas }]) => load === undefined && gas === undefined)
  .map(([number]) => number);

test.each(LOADED)('precompile %d gives what the library gives', async (number) => {
  const edges = ['0', '1', '1b', '1c']
    .map((digits) => digits.padStart(64, '0'))
    .concat(hex(SECP256K1_N - 1n), hex(SECP256K1_N), 'f'.repeat(64));
  const pick = () => (random(3) === 0 ? (edges[random(edges.length)] ?? '') : word());
  for (let i = 0; i < 60; i++) {
    const v = edges[random(6) === 0 ? random(edges.length) : 2 + random(2)] ?? '';
    const long = word() + v + pick() + pick() + pick();
    const input = fromHex(long.slice(0, 2 * ([0, 1, 64, 127, 128, 160, 160][random(7)] ?? 0)));
    const output: string = toHex(DIRECT.get(number)?.run(input, rules('osaka')) ?? new Uint8Array(0));
    const expected: string = await library(number, input);
    expect(`${toHex(input)} ${output}`).toBe(`${toHex(input)} ${expected}`);
  }
});

test('signatures on P-256 hold or not as the library says, whatever is changed', () => {
  const generator = p256.ProjectivePoint.BASE;
  for (let i = 0; i < 40; i++) {
    const digest = i % 7 === 0 ? '0'.repeat(64) : word();
    const key = (BigInt(`0x${word()}`) % (N - 1n)) + 1n;
    const { r, s } = p256.sign(fromHex(digest), fromHex(hex(key)), { lowS: false });
    const { x, y } = generator.multiply(key).toAffine();
    const words = [digest, hex(r), hex(i % 2 === 0 ? s : N - s), hex(x), hex(y)];
    expect(verifyP256(fromHex(words.join('')))).toBe(true);
    for (const wrong of [word(), hex(0n), hex(N), 'f'.repeat(64)]) {
      const at = random(5);
      const changed = words.map((one, k) => (k === at ? wrong : one));
      const input = fromHex(changed.join(''));
      const valid = bytesToBigInt(input.subarray(32, 64)) < N && bytesToBigInt(input.subarray(64, 96)) < N;
      let expected = false;
      try {
        expected =
          valid &&
          p256.verify(input.slice(32, 96), input.slice(0, 32), Uint8Array.of(4, ...input.slice(96)), {
            lowS: false,
          });
      } catch {
        // not a point of the curve
      }
      expect([toHex(input), verifyP256(input)]).toEqual([toHex(input), expected]);
    }
  }
});

test('a key that makes the sum a doubling, or nothing, is no exception', () => {
  // hash/r = 1: the sum is G + Q, with Q = G and with Q = -G
  const { x, y } = p256.ProjectivePoint.BASE.toAffine();
  const p = p256.CURVE.Fp.ORDER;
  for (const [factor, signed] of [
    [2n, y],
    [0n, p - y],
  ] as const) {
    for (const v of [1n, 5n]) {
      // r is the first coordinate of v(G + Q); s = r/v
      const point = factor === 0n ? undefined : p256.ProjectivePoint.BASE.multiply(factor * v).toAffine();
      const r = (point?.x ?? 7n) % N;
      const s = (r * p256.CURVE.Fp.ONE * inverse(v)) % N;
      const input = fromHex(hex(r) + hex(r) + hex(s) + hex(x) + hex(signed));
      expect(verifyP256(input)).toBe(factor !== 0n);
    }
  }
});

function inverse(value: bigint): bigint {
  let result = 1n;
  for (let base = value, exponent = N - 2n; exponent > 0n; exponent >>= 1n, base = (base * base) % N) {
    if ((exponent & 1n) === 1n) result = (result * base) % N;
  }
  return result;
}
