import type { Abi, Hex } from 'viem';
import { knownModule } from '../../rpc/moduleAbi.ts';
import { rpcClient } from '../client/rpcClient.ts';
import type { Settings } from '../config/options.ts';
import { ContractToolError } from '../contract/errors.ts';
import { execute } from '../contract/execute.ts';
import { encodeCall } from '../contract/target.ts';

/** Sends a native transaction in the way of `xai contract send`; 0 is the exit status. Throws ContractToolError. */
export async function sendNative(
  settings: Settings,
  call: { readonly to: Hex; readonly data: Hex; readonly value?: bigint | undefined },
  abi: Abi = [],
): Promise<number> {
  const { to, data, value = settings.value } = call;
  await execute(rpcClient(settings.rpcUrl), { ...settings, value, native: true }, { to, data }, abi);
  return 0;
}

/** Calls a module of the chain by its id (`staking`, `governor` …) or address, natively. */
export async function callModule(
  settings: Settings,
  name: string,
  wanted: string,
  words: readonly string[],
  value?: bigint,
): Promise<number> {
  const module = knownModule(name);
  if (module === undefined)
    throw new ContractToolError('no-address', `${name} is no module of genesis: see xai_modules`);
  const { data } = await encodeCall(module.abi, wanted, words);
  return sendNative(settings, { to: module.address as Hex, data, value }, module.abi);
}
