import { type Abi, concat, encodeAbiParameters, encodeFunctionData, type Hex } from 'viem';
import type { Engine } from '../../vm/engine.ts';
import { asciiWord } from '../encoding/word.ts';
import { ModuleGenesisError } from './errors.ts';
import type { Founding } from './founding.ts';
import { type PlacedAccount, Placement } from './placement.ts';
import { type ModulePreset, PRESET_VALUES } from './presets.ts';
import { implementationAddress, MODULES, proxyAddress } from './table.ts';

/** A contract as contracts.json has it. */
export interface ContractArtefact {
  readonly abi: Abi;
  /** creation code without arguments */
  readonly creation: Hex;
  /** code as it stands on chain, immutables not filled in */
  readonly runtime: Hex;
}

/** What of the modules a genesis decides. */
export interface ModuleGenesis {
  readonly preset: ModulePreset;
  /** ids of the modules whose hooks are called from block 1 on */
  readonly active: readonly string[];
  /** who holds and watches from the first block on */
  readonly founding?: Pick<Founding, 'holders' | 'auditors' | 'guardian'> | undefined;
}

/**
 * The `alloc` entries of all modules: proxies, implementations and their first storage, made by running constructors and
 * initializers. Throws ModuleGenesisError.
 */
export function makeModuleAlloc(
  { preset, active, founding }: ModuleGenesis,
  contracts: Readonly<Record<string, ContractArtefact>>,
  engine: Engine,
): Record<string, PlacedAccount> {
  const { auditors, guardian } = founding ?? {};
  const values = { ...PRESET_VALUES[preset], ...(auditors && { auditors }), ...(guardian && { guardian }) };
  const unknown = active.find((id) => !MODULES.some((row) => row.id === id));
  if (unknown !== undefined) throw new ModuleGenesisError('unknown-module', `no module is called ${unknown}`);
  const contract = (name: string): ContractArtefact => {
    const found = contracts[name];
    if (found === undefined) throw new ModuleGenesisError('unknown-module', `no contract is called ${name}`);
    return found;
  };
  const placement = new Placement(engine);
  for (const row of MODULES) {
    const { abi, creation } = contract(row.contract);
    placement.deploy(implementationAddress(row), creation);
    const initializer =
      row.initialize &&
      encodeFunctionData({ abi, args: row.initialize(values, active), functionName: 'initialize' });
    const proxyArguments = encodeAbiParameters(
      [{ type: 'address' }, { type: 'bytes' }],
      [implementationAddress(row) as Hex, initializer ?? '0x'],
    );
    placement.deploy(proxyAddress(row), concat([contract('XaiProxy').creation, proxyArguments]));
  }
  for (const row of MODULES.filter(({ initialize }) => initialize === undefined)) {
    const entries = MODULES.map((each) => ({
      id: asciiWord(each.id),
      proxy: proxyAddress(each),
      active: active.includes(each.id),
    }));
    const data = encodeFunctionData({
      abi: contract(row.contract).abi,
      functionName: 'initialize',
      args: [entries, values.faultLimit, values.hookGasLimit],
    });
    placement.call(proxyAddress(row), data);
  }
  lockStakes(placement, founding?.holders ?? [], contract('Staking').abi);
  return placement.accounts();
}

/** Stakes are locked as any is, at the time 0: they vote on whatever is proposed first. */
function lockStakes(placement: Placement, holders: Founding['holders'], abi: Abi): void {
  const staking = MODULES.find(({ id }) => id === 'staking');
  if (staking === undefined) throw new ModuleGenesisError('unknown-module', 'there is no staking');
  const data = encodeFunctionData({ abi, functionName: 'lock' });
  for (const { address, stake } of holders) {
    if (stake > 0n) placement.call(proxyAddress(staking), data, { from: address, value: stake });
  }
}
