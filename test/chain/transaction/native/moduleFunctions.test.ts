import { expect, test } from 'bun:test';
import { toFunctionSelector } from 'viem';
import { MODULE_FUNCTIONS } from '../../../../chain/transaction/native/targets.ts';
import { stakingAbi } from '../../../../modules/abi/staking.ts';
import { xaiGovernorAbi } from '../../../../modules/abi/xaiGovernor.ts';

test('the functions that kinds stand for are there in the modules', () => {
  const selectors = (abi: readonly { type: string }[]) =>
    new Set(abi.filter(({ type }) => type === 'function').map((item) => toFunctionSelector(item as never)));
  const known = new Map([
    [3, selectors(stakingAbi)],
    [4, selectors(xaiGovernorAbi)],
  ]);
  for (const { module, functions } of Object.values(MODULE_FUNCTIONS).flat())
    for (const signature of functions) expect(known.get(module)).toContain(toFunctionSelector(signature));
});
