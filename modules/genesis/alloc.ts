import type { Engine } from '../../vm/engine.ts';
import { ModuleGenesisError } from './errors.ts';
import type { ContractArtefact, ModuleGenesis } from './makeAlloc.ts';
import type { PlacedAccount } from './placement.ts';
import { isModulePreset, type ModulePreset } from './presets.ts';

/** What scripts/build-modules.ts has made beforehand: code by address, the same on every chain, and storage by preset. */
interface PreparedAlloc {
  readonly codes: Readonly<Record<string, string>>;
  readonly presets: Readonly<
    Record<ModulePreset, Readonly<Record<string, Readonly<Record<string, string>>>>>
  >;
}

/**
 * The genesis `alloc` entries of the modules. A preset as it is comes from a prepared file; one with hooks switched on is
 * made here, by running the initializers. Throws ModuleGenesisError.
 */
export async function moduleAlloc(
  genesis: ModuleGenesis,
  createEngine: () => Engine,
): Promise<Record<string, PlacedAccount>> {
  if (!isModulePreset(genesis.preset)) {
    throw new ModuleGenesisError('unknown-preset', `no module preset is called ${genesis.preset}`);
  }
  if (genesis.active.length === 0) return prepared(genesis.preset);
  const { makeModuleAlloc } = await import('./makeAlloc.ts');
  const { default: contracts } = await import('./contracts.json', { with: { type: 'json' } });
  return makeModuleAlloc(genesis, contracts as unknown as Record<string, ContractArtefact>, createEngine());
}

async function prepared(preset: ModulePreset): Promise<Record<string, PlacedAccount>> {
  const { default: json } = await import('./alloc.json', { with: { type: 'json' } });
  const { codes, presets } = json as PreparedAlloc;
  const storage = presets[preset];
  return Object.fromEntries(
    Object.entries(codes).map(([address, code]) => {
      const slots = storage[address];
      return [address, { balance: '0x0', nonce: '0x1', code, ...(slots && { storage: slots }) }];
    }),
  );
}
