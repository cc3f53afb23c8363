import { expect, test } from 'bun:test';
import { mayReplace } from '../../../chain/pool/replacement.ts';

const fees = (fee: bigint) => ({ type: 2 as const, maxFeePerGas: fee, maxPriorityFeePerGas: fee });

test('a tenth more is enough, the fraction of a wei cut off', () => {
  expect(mayReplace(fees(1_875_000_007n), fees(2_062_500_007n), 10n)).toBe(true);
  expect(mayReplace(fees(1_875_000_007n), fees(2_062_500_006n), 10n)).toBe(false);
});

test('the same fee is never more', () => {
  expect(mayReplace(fees(5n), fees(5n), 10n)).toBe(false);
  expect(mayReplace(fees(5n), fees(6n), 10n)).toBe(true);
});
