import { describe, expect, test } from 'bun:test';
import { blobBaseFee, fakeExponential, nextExcessBlobGas } from '../../../chain/fees/blobFee.ts';
import { GAS_PER_BLOB } from '../../../vm/transaction/check.ts';

const cancun = { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n };
const prague = { target: 6n, max: 9n, baseFeeUpdateFraction: 5_007_716n };
const before = (blobs = cancun) => ({ blobs, has: () => false });
const osaka = { blobs: prague, has: () => true };

describe('blob fees', () => {
  // go-ethereum consensus/misc/eip4844: TestFakeExponential
  test.each([
    [1n, 0n, 1n, 1n],
    [38_493n, 0n, 1_000n, 38_493n],
    [0n, 1_234n, 2_345n, 0n],
    [1n, 2n, 1n, 6n],
    [1n, 4n, 2n, 6n],
    [1n, 3n, 1n, 16n],
    [1n, 6n, 2n, 18n],
    [1n, 4n, 1n, 49n],
    [1n, 8n, 2n, 50n],
    [10n, 8n, 2n, 542n],
    [11n, 8n, 2n, 596n],
    [1n, 5n, 1n, 136n],
    [1n, 5n, 2n, 11n],
    [2n, 5n, 2n, 23n],
    [1n, 50_000_000n, 2_225_652n, 5_709_098_764n],
  ])('%p · e^(%p / %p)', (factor, numerator, denominator, expected) => {
    expect(fakeExponential(factor, numerator, denominator)).toBe(expected);
  });

  // go-ethereum consensus/misc/eip4844: TestCalcBlobFee
  test.each([
    [0n, 1n],
    [2_314_057n, 1n],
    [2_314_058n, 2n],
    [10n * 1024n * 1024n, 23n],
  ])('fee at an excess of %p', (excess, expected) => {
    expect(blobBaseFee(excess, cancun)).toBe(expected);
  });

  test.each([
    [0n, 0n, 0n],
    [0n, 1n, 0n],
    [0n, 3n, 0n],
    [0n, 4n, GAS_PER_BLOB],
    [1n, 4n, GAS_PER_BLOB + 1n],
    [3n * GAS_PER_BLOB, 1n, GAS_PER_BLOB],
    [2n * GAS_PER_BLOB, 0n, 0n],
    [2n * GAS_PER_BLOB - 1n, 0n, 0n],
  ])('excess %p with %p blobs used', (excessBlobGas, used, expected) => {
    const parent = { excessBlobGas, blobGasUsed: used * GAS_PER_BLOB, baseFeePerGas: 1n };
    expect(nextExcessBlobGas(parent, before())).toBe(expected);
  });

  test('a parent without blob fields counts as zero', () => {
    const parent = { excessBlobGas: undefined, blobGasUsed: undefined, baseFeePerGas: 1n };
    expect(nextExcessBlobGas(parent, before())).toBe(0n);
  });

  test('below the reserve price the excess grows by the scaled use alone (EIP-7918)', () => {
    const used = 9n * GAS_PER_BLOB;
    const dear = { excessBlobGas: 5n * GAS_PER_BLOB, blobGasUsed: used, baseFeePerGas: 1_000_000_000n };
    expect(nextExcessBlobGas(dear, osaka)).toBe(5n * GAS_PER_BLOB + used / 3n);
    const cheap = { ...dear, baseFeePerGas: 16n };
    expect(nextExcessBlobGas(cheap, osaka)).toBe(8n * GAS_PER_BLOB);
    const boundary = { ...dear, baseFeePerGas: 17n };
    expect(nextExcessBlobGas(boundary, osaka)).toBe(5n * GAS_PER_BLOB + used / 3n);
  });
});
