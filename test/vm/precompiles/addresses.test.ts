import { describe, expect, test } from 'bun:test';
import { getActivePrecompiles } from '@ethereumjs/evm';
import { toHexString } from '../../../storage/encoding/bytes.ts';
import { isPrecompile, precompileAddresses } from '../../../vm/precompiles/addresses.ts';
import { commonOf } from '../../../vm/reference/common.ts';
import { FORKS } from '../../../vm/rules/forks.ts';
import { ALICE, rules } from '../world.ts';

describe('precompileAddresses', () => {
  for (const { name } of FORKS) {
    test(`of ${name} are those of the reference engine`, () => {
      const known = [...getActivePrecompiles(commonOf(rules(name))).keys()].sort();
      const ours = precompileAddresses(rules(name));
      expect(ours.map(toHexString).sort()).toEqual(known);
      expect(ours.every((address) => isPrecompile(address, rules(name)))).toBe(true);
    });
  }

  test('leave other addresses alone', () => {
    expect(isPrecompile(ALICE, rules('osaka'))).toBe(false);
    expect(isPrecompile(new Uint8Array(20), rules('osaka'))).toBe(false);
  });
});
