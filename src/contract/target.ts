import type { Abi, Hex } from 'viem';
import { functionOf } from '../../rpc/contracts/abi.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { ContractToolError } from './errors.ts';
import { argumentsFrom } from './given.ts';

/** The address of --at. Throws ContractToolError where it was not given. */
export function addressOf(at: Uint8Array | undefined): Hex {
  if (at === undefined) throw new ContractToolError('no-address', 'say where the contract is: --at 0x…');
  return toHex(at);
}

/** A call of a function with the words of a command line. Throws ContractError. */
export async function encodeCall(abi: Abi, wanted: string, words: readonly string[]) {
  const { encodeFunctionData } = await import('viem/utils');
  const called = functionOf(abi, wanted, words.length);
  const args = argumentsFrom(called.inputs, words);
  return { called, data: encodeFunctionData({ abi: [called], functionName: called.name, args }) };
}
