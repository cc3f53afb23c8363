import { describe, expect, test } from 'bun:test';
import { nextBaseFee } from '../../../chain/fees/baseFee.ts';

describe('base fee', () => {
  // go-ethereum consensus/misc/eip1559: TestCalcBaseFee
  test.each([
    [1_000_000_000n, 20_000_000n, 10_000_000n, 1_000_000_000n],
    [1_000_000_000n, 20_000_000n, 9_000_000n, 987_500_000n],
    [1_000_000_000n, 20_000_000n, 11_000_000n, 1_012_500_000n],
  ])('%p wei at a limit of %p with %p used', (baseFeePerGas, gasLimit, gasUsed, expected) => {
    expect(nextBaseFee({ baseFeePerGas, gasLimit, gasUsed })).toBe(expected);
  });

  test('rises by one wei at least, and may fall to zero', () => {
    expect(nextBaseFee({ baseFeePerGas: 0n, gasLimit: 30_000_000n, gasUsed: 30_000_000n })).toBe(1n);
    expect(nextBaseFee({ baseFeePerGas: 7n, gasLimit: 30_000_000n, gasUsed: 0n })).toBe(7n);
    expect(nextBaseFee({ baseFeePerGas: 8n, gasLimit: 30_000_000n, gasUsed: 0n })).toBe(7n);
  });

  test('begins at 1 gwei', () => {
    expect(nextBaseFee({ baseFeePerGas: undefined, gasLimit: 30_000_000n, gasUsed: 0n })).toBe(
      1_000_000_000n,
    );
  });
});
