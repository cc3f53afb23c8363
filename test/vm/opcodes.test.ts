import { describe, expect, test } from 'bun:test';
import { EVM } from '@ethereumjs/evm';
import { OPCODES, type OpcodeFacts } from '../../vm/opcodes.ts';
import { commonOf, paramsOf } from '../../vm/reference/common.ts';
import { FORKS, type ForkName, forkOrder } from '../../vm/rules/forks.ts';
import { rules } from './world.ts';

interface LibraryOpcode {
  readonly code: number;
  readonly fullName: string;
  readonly feeBigInt: bigint;
  readonly dynamicGas: boolean;
}

function gasAt(facts: OpcodeFacts, fork: ForkName): bigint | undefined {
  return facts.gas.findLast(([since]) => forkOrder(since) <= forkOrder(fork))?.[1];
}

async function libraryOpcodes(fork: ForkName): Promise<readonly LibraryOpcode[]> {
  const machine = new EVM({ common: commonOf(rules(fork)), params: paramsOf(rules(fork)), ...CURVES });
  return [...machine.getActiveOpcodes().values()].sort((a, b) => a.code - b.code);
}

const unused = () => new Uint8Array();
const CURVES = { bn254: { add: unused, mul: unused, pairing: unused } };

describe('the table of instructions', () => {
  test.each(FORKS.map(({ name }) => name))('has what the library has in %s, at its price', async (fork) => {
    const library = (await libraryOpcodes(fork)).map(({ code, fullName, feeBigInt }) => [
      code,
      fullName === 'DIFFICULTY' ? 'PREVRANDAO' : fullName, // its name before the merge
      feeBigInt,
    ]);
    const ours = OPCODES.filter(({ since }) => forkOrder(since) <= forkOrder(fork)).map((facts) => [
      facts.code,
      facts.name,
      gasAt(facts, fork),
    ]);
    expect(ours).toEqual(library);
  });

  test('names a dynamic part where the library computes one', async () => {
    const library = (await libraryOpcodes('osaka'))
      .filter(({ dynamicGas }) => dynamicGas)
      .map(({ code }) => code);
    const ours = OPCODES.filter(({ dynamic, name }) => dynamic !== undefined && name !== 'INVALID');
    expect(ours.map(({ code }) => code)).toEqual(library);
  });
});
