import type { Abi, Hex } from 'viem';
import type { ModuleArtifact } from './artifact.ts';
import { ModuleToolError } from './errors.ts';

/** The call of `initialize` with a project's arguments; `0x` where the contract has none. Throws ModuleToolError. */
export async function initializerCall(
  { abi, contract }: Pick<ModuleArtifact, 'abi' | 'contract'>,
  args: readonly unknown[],
): Promise<Hex> {
  const { encodeFunctionData } = await import('viem/utils');
  const has = (abi as Abi).some((entry) => entry.type === 'function' && entry.name === 'initialize');
  if (!has && args.length === 0) return '0x';
  try {
    return encodeFunctionData({ abi, functionName: 'initialize', args });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ModuleToolError(
      'bad-project',
      `the arguments of ${contract}.initialize in xai-module.json do not fit: ${reason}`,
    );
  }
}
