import { describe, expect, test } from 'bun:test';
import { fieldModule } from '../../../vm/precompiles/fieldArithmetic.ts';
import { randomNumbers } from '../wasm/programs.ts';

type Calls = Readonly<Record<string, (...addresses: number[]) => void>>;

const FIELDS = [
  ['BN254', 4, 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n],
  [
    'BLS12-381',
    6,
    0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  ],
] as const;
const OF_ONE = ['square', 'squareWide', 'squarePairWide', 'reduce', 'copy', 'negate'];
const [X, Y, Z] = [0, 128, 256];

describe.each(FIELDS)('the field of %s', (_, limbs, modulus) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  const module = new WebAssembly.Module(fieldModule(modulus, limbs));
  const calls = new WebAssembly.Instance(module, { host: { memory } }).exports as Calls;
  const limbsOf = new BigUint64Array(memory.buffer);
  const radix = 1n << BigInt(64 * limbs);
  const random = randomNumbers(limbs);
  const randomBits = (bits: number) =>
    BigInt(`0x${Array.from({ length: bits / 4 }, () => random(16).toString(16)).join('')}`);
  /** 1 / radix */
  const inverse = powerOf(radix % modulus, modulus - 2n);

  function powerOf(base: bigint, exponent: bigint): bigint {
    let result = 1n;
    for (const bit of exponent.toString(2)) {
      result = (result * result) % modulus;
      if (bit === '1') result = (result * base) % modulus;
    }
    return result;
  }

  function put(at: number, value: bigint, count: number): void {
    for (let k = 0; k < count; k++) limbsOf[at / 8 + k] = BigInt.asUintN(64, value >> BigInt(64 * k));
  }

  function read(at: number, count: number): bigint {
    let value = 0n;
    for (let k = count - 1; k >= 0; k--) value = (value << 64n) | (limbsOf[at / 8 + k] ?? 0n);
    return value;
  }

  function answer(name: string, x: bigint, y: bigint, size: number, into: number, result: number): bigint {
    put(X, x, size);
    put(Y, y, size);
    const call = calls[name];
    const operands = OF_ONE.includes(name) ? [X] : [X, Y];
    call?.(into, ...operands, 0);
    return read(into, result);
  }

  const mod = (value: bigint) => ((value % modulus) + modulus) % modulus;
  const small = [0n, 1n, 2n, modulus - 1n, modulus - 2n, modulus >> 1n, (1n << 64n) - 1n, 1n << 128n];
  const element = () => (random(4) === 0 ? (small[random(small.length)] ?? 0n) : mod(randomBits(64 * limbs)));
  /** of twice the length, below radix times the modulus */
  const wide = () => (random(5) === 0 ? modulus * radix - 1n : randomBits(128 * limbs) % (modulus * radix));

  test('sums, differences and products are those of integers, wherever the result goes', () => {
    for (let i = 0; i < 400; i++) {
      const [x, y] = [element(), element()];
      const into = [X, Y, Z][random(3)] ?? Z;
      const elementOf = (name: string) => answer(name, x, y, limbs, into, limbs);
      expect(elementOf('add')).toBe(mod(x + y));
      expect(elementOf('subtract')).toBe(mod(x - y));
      expect(elementOf('multiply')).toBe(mod(x * y * inverse));
      expect(elementOf('square')).toBe(mod(x * x * inverse));
      expect(elementOf('copy')).toBe(x);
      expect(elementOf('negate')).toBe(mod(-x));
      expect(answer('multiplyWide', x, y, limbs, Z, 2 * limbs)).toBe(x * y);
      expect(answer('squareWide', x, y, limbs, Z, 2 * limbs)).toBe(x * x);
    }
  });

  test('numbers of twice the length keep below the modulus in their upper half', () => {
    const bound = modulus * radix;
    for (let i = 0; i < 400; i++) {
      const [x, y] = [wide(), wide()];
      const into = [X, Y, Z][random(3)] ?? Z;
      expect(answer('addWide', x, y, 2 * limbs, into, 2 * limbs)).toBe((x + y) % bound);
      expect(answer('subtractWide', x, y, 2 * limbs, into, 2 * limbs)).toBe((x - y + bound) % bound);
      expect(answer('reduce', x, y, 2 * limbs, into, limbs)).toBe(mod(x * inverse));
    }
  });

  test('numbers come from big-endian bytes and go to them', () => {
    const bytes = new Uint8Array(memory.buffer);
    const size = 8 * limbs;
    const edges = [modulus, modulus + 1n, radix - 1n];
    for (let i = 0; i < 200; i++) {
      const x = random(5) === 0 ? (edges[random(edges.length)] ?? 0n) : element();
      const text = x.toString(16).padStart(2 * size, '0');
      bytes.setFromHex.call(bytes.subarray(X + 16, X + 16 + size), text);
      const isBelow: unknown = calls.readBytes?.(Z, X + 16);
      expect(isBelow).toBe(x < modulus ? 1 : 0);
      if (x >= modulus) continue;
      expect(read(Z, limbs)).toBe(mod(x * radix));
      calls.writeBytes?.(Y, Z);
      expect(bytes.slice(Y, Y + size).toHex()).toBe(text);
    }
  });

  test('pairs are multiplied as complex numbers are', () => {
    const bound = modulus * radix;
    /** Bytes to the second part, of an operand and of what is not reduced yet. */
    const [part, widePart] = [48, 96];
    for (let i = 0; i < 400; i++) {
      const [a, b, c, d] = [element(), element(), element(), element()];
      put(X, a, limbs);
      put(X + part, b, limbs);
      put(Y, c, limbs);
      put(Y + part, d, limbs);
      calls.multiplyPairWide?.(Z, X, Y);
      expect(read(Z, 2 * limbs)).toBe((a * c - b * d + bound) % bound);
      expect(read(Z + widePart, 2 * limbs)).toBe(a * d + b * c);
      calls.squarePairWide?.(Z, X);
      const [real, imaginary] = [read(Z, 2 * limbs), read(Z + widePart, 2 * limbs)];
      expect(mod(real)).toBe(mod(a * a - b * b));
      expect(imaginary).toBe(2n * a * b);
      expect(real < bound).toBe(true);
      const into = random(2) === 0 ? X : Z;
      calls.squarePair?.(into, X);
      expect(read(into, limbs)).toBe(mod((a * a - b * b) * inverse));
      expect(read(into + part, limbs)).toBe(mod(2n * a * b * inverse));
    }
  });

  test('what is not reduced comes with what is beyond it', () => {
    const result = (name: string, x: bigint, y: bigint, size: number) => {
      put(X, x, size);
      put(Y, y, size);
      const beyond: unknown = calls[name]?.(Z, X, Y);
      return [read(Z, size), beyond];
    };
    for (let i = 0; i < 200; i++) {
      const [x, y] = [randomBits(64 * limbs), random(9) === 0 ? radix - 1n : randomBits(64 * limbs)];
      expect(result('addUnreduced', x, y, limbs)).toEqual([(x + y) % radix, x + y < radix ? 0 : 1]);
      const [v, w] = [randomBits(128 * limbs), randomBits(128 * limbs)];
      const square = radix * radix;
      expect(result('subtractWideUnreduced', v, w, 2 * limbs)).toEqual([
        (v - w + square) % square,
        v < w ? 1 : 0,
      ]);
    }
  });
});
