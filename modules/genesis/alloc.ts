import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { ModuleGenesisError } from './errors.ts';
import type { Founding } from './founding.ts';
import type { ContractArtefact } from './makeAlloc.ts';
import type { PlacedAccount } from './placement.ts';
import { isModulePreset, type ModulePreset } from './presets.ts';

/** What of the modules a genesis says in `config.xai`. */
export interface ModuleChoice {
  /** name of a preset */
  readonly modules: string;
  /** ids of the modules whose hooks are called from block 1 on */
  readonly active?: readonly string[] | undefined;
  /** who begins with them; undefined: nobody in particular */
  readonly founding?: Pick<Founding, 'holders' | 'auditors' | 'guardian'> | undefined;
}

/** What scripts/build-modules.ts has made beforehand: code by address, the same on every chain, and storage by preset. */
interface PreparedAlloc {
  readonly codes: Readonly<Record<string, string>>;
  readonly presets: Readonly<
    Record<ModulePreset, Readonly<Record<string, Readonly<Record<string, string>>>>>
  >;
}

/**
 * The genesis `alloc` entries of the modules. A preset as it is comes from a prepared file; one with hooks switched on or founders is
 * made here, by running the initializers. Both are loaded when they are asked for: most commands never do. Throws
 * ModuleGenesisError.
 */
export function moduleAlloc({ modules, active = [], founding }: ModuleChoice): Record<string, PlacedAccount> {
  if (!isModulePreset(modules)) {
    throw new ModuleGenesisError('unknown-preset', `no preset of the modules is called ${modules}`);
  }
  if (active.length === 0 && !isFounded(founding)) return prepared(modules);
  const { makeModuleAlloc } = require('./makeAlloc.ts') as typeof import('./makeAlloc.ts');
  const contracts = require('./contracts.json') as Readonly<Record<string, ContractArtefact>>;
  return makeModuleAlloc({ preset: modules, active, founding }, contracts, createWasmEngine());
}

/** Whether anybody changes what the preset's contracts hold. */
function isFounded(founding: ModuleChoice['founding']): boolean {
  if (founding === undefined) return false;
  const { holders, auditors, guardian } = founding;
  return auditors !== undefined || guardian !== undefined || holders.some(({ stake }) => stake > 0n);
}

function prepared(preset: ModulePreset): Record<string, PlacedAccount> {
  const { codes, presets } = require('./alloc.json') as PreparedAlloc;
  const storage = presets[preset];
  return Object.fromEntries(
    Object.entries(codes).map(([address, code]) => {
      const slots = storage[address];
      return [address, { balance: '0x0', nonce: '0x1', code, ...(slots && { storage: slots }) }];
    }),
  );
}
