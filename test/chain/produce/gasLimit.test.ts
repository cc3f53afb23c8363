import { describe, expect, test } from 'bun:test';
import { steppedGasLimit } from '../../../chain/produce/gasLimit.ts';

describe('gas limit', () => {
  // go-ethereum core/block_validator_test.go: TestCalcGasLimit
  test.each([
    [20_000_000n, 20_019_530n, 19_980_470n],
    [40_000_000n, 40_039_061n, 39_960_939n],
  ])('from %p, up and down by a step', (parent, up, down) => {
    expect(steppedGasLimit(parent, 2n * parent, false)).toBe(up);
    expect(steppedGasLimit(parent, 0n, false)).toBe(down);
    expect(steppedGasLimit(parent, parent - 1n, false)).toBe(parent - 1n);
    expect(steppedGasLimit(parent, parent + 1n, false)).toBe(parent + 1n);
    expect(steppedGasLimit(parent, parent, false)).toBe(parent);
  });

  test('doubles with London', () => {
    expect(steppedGasLimit(10_000_000n, 20_000_000n, true)).toBe(20_000_000n);
  });
});
