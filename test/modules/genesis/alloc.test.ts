import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { moduleAlloc } from '../../../modules/genesis/alloc.ts';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { expandGenesis } from '../../../modules/genesis/expand.ts';
import { type ContractArtefact, makeModuleAlloc } from '../../../modules/genesis/makeAlloc.ts';
import { MODULE_PRESETS } from '../../../modules/genesis/presets.ts';
import { MODULES, proxyAddress } from '../../../modules/genesis/table.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';

const TREASURY = '0x5841490000000000000000000000000000000006';

describe('the accounts of modules', () => {
  for (const preset of MODULE_PRESETS) {
    test(`of ${preset} are what the initializers make`, () => {
      const artefacts = contracts as unknown as Record<string, ContractArtefact>;
      const made = makeModuleAlloc({ preset, active: [] }, artefacts, createWasmEngine());
      expect(moduleAlloc({ modules: preset })).toEqual(made);
      expect(Object.keys(made)).toHaveLength(2 * MODULES.length);
    });
  }

  test('have a hook switched on in the registry alone, and fees shared where that is the hook', () => {
    const plain = moduleAlloc({ modules: 'dev' });
    const guarded = moduleAlloc({ modules: 'dev', active: ['withdrawalGuard'] });
    const changed = Object.keys(plain).filter((key) => !Bun.deepEquals(plain[key], guarded[key]));
    const row = (id: string) => MODULES.find((entry) => entry.id === id) ?? { number: 0 };
    expect(changed).toEqual([proxyAddress(row('moduleRegistry'))]);
    const sharing = moduleAlloc({ modules: 'dev', active: ['feeDistributor'] });
    expect(Object.keys(plain).filter((key) => !Bun.deepEquals(plain[key], sharing[key]))).toEqual([
      proxyAddress(row('moduleRegistry')),
      proxyAddress(row('protocolParameters')),
    ]);
  });

  test('fit under the limit of code', () => {
    for (const { code } of Object.values(moduleAlloc({ modules: 'mainnet' })))
      expect((code.length - 2) / 2).toBeLessThanOrEqual(24_576);
  });
});

describe('a genesis document', () => {
  const document = (alloc: object, xai: object = { modules: 'dev' }) => ({
    config: { chainId: 7, xai },
    alloc,
  });

  test('without modules stays as it is', () => {
    const plain = document({}, {});
    expect(expandGenesis(plain)).toBe(plain);
  });

  test('may give a module a balance and nothing else', () => {
    const { alloc } = expandGenesis(document({ [TREASURY.slice(2)]: { balance: '5' } })) as {
      alloc: Record<string, { balance: string; code: string }>;
    };
    expect(alloc[TREASURY]?.balance).toBe('5');
    expect(alloc[TREASURY]?.code.length).toBeGreaterThan(1_000);
    expect(() => expandGenesis(document({ [TREASURY]: { balance: '5', code: '0x00' } }))).toThrow(
      'only a balance',
    );
    expect(() => expandGenesis(document({}, { modules: 'moon' }))).toThrow('no preset');
    expect(() => expandGenesis(document({}, { modules: 'dev', active: ['moon'] }))).toThrow('no module');
    expect(() => expandGenesis(document({}, { modules: 7 }))).toThrow('config.xai');
  });
});

test('docs/architecture/MODULE_REGISTRY.md is what the modules say', () => {
  const root = join(import.meta.dir, '../../..');
  const { exitCode } = Bun.spawnSync([process.execPath, 'scripts/module-docs.ts', '--check'], { cwd: root });
  expect(exitCode).toBe(0);
});
