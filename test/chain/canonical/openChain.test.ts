import { describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Blockchain } from '../../../chain/canonical/blockchain.ts';
import { encodeChainDocument, parseChainDocument } from '../../../chain/genesis/chainDocument.ts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { PRESETS, type Preset } from '../../../chain/genesis/presets.ts';
import { Store } from '../../../storage/store.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';
import { FIXTURES_MISSING, fixtureText, RPC_COMPAT } from '../support/fixtures.ts';

/** A preset's configuration as its expanded genesis has it: without what another floor makes accounts of. */
function configOf(document: Preset['document'], name: string) {
  const { xai, ...config } = document.config as { readonly xai: { readonly modules: string } };
  return parseGenesis({ ...document, config: { ...config, xai: { modules: xai.modules } } }, name).config;
}

describe('the chain document', () => {
  const configs = [
    ...PRESETS.map(({ name, document }) => configOf(document, name)),
    testGenesis('bpo2').config,
    testGenesis('constantinople').config,
  ];
  for (const config of configs) {
    test(`gives back the configuration of ${config.name} with ${config.activations.size} forks`, () => {
      expect(parseChainDocument(encodeChainDocument(config))).toEqual(config);
    });
  }

  test.skipIf(RPC_COMPAT === undefined)(
    `and that of a chain of every fork${RPC_COMPAT ? '' : ` (${FIXTURES_MISSING})`}`,
    () => {
      const { config } = parseGenesis(fixtureText('genesis.json'));
      const changed = { ...config, chainId: 2n ** 60n, maxCodeSize: 100_000, transactionGasCap: 2n ** 40n };
      expect(parseChainDocument(encodeChainDocument(changed))).toEqual(changed);
    },
  );
});

test('a genesis under Prague without its contracts makes blocks, also after it was opened again', async () => {
  const { config } = testGenesis('osaka');
  const forks = JSON.parse(encodeChainDocument(config)).config;
  const genesis = parseGenesis({ config: forks, gasLimit: 30_000_000, difficulty: 0, alloc: {} });
  await using opened = await openTestChain(genesis);
  const again = Blockchain.open({}, { store: opened.store, engine: createWasmEngine() });
  const { block } = await mine(again);
  expect(block.header.number).toBe(1n);
  await using strict = await openTestChain({
    ...genesis,
    config: { ...genesis.config, requestContractsOptional: undefined },
  });
  await expect(mine(strict.chain)).rejects.toMatchObject({ code: 'system-contract-missing' });
});

describe('opening', () => {
  test('an empty store without a genesis is refused', async () => {
    const path = mkdtempSync(join(tmpdir(), 'xai-chain-'));
    const store = Store.open({ path, durable: false });
    const engine = createWasmEngine();
    expect(() => Blockchain.open({}, { store, engine })).toThrow(
      expect.objectContaining({ code: 'genesis-missing' }),
    );
    await store.close();
    rmSync(path, { recursive: true });
  });

  test('a store with a chain carries on, and refuses the genesis of another', async () => {
    const genesis = testGenesis('osaka');
    await using opened = await openTestChain(genesis);
    const { store, chain } = opened;
    const { block } = await mine(chain, [transaction(0, 0)]);
    const engine = createWasmEngine();
    for (const options of [{}, { genesis }]) {
      const again = Blockchain.open(options, { store, engine });
      expect(again.head().hash).toEqual(block.hash);
      expect(again.config).toEqual(genesis.config);
    }
    const others = [
      { ...genesis, timestamp: 5n },
      { ...genesis, config: { ...genesis.config, chainId: 5n } },
      { ...genesis, accounts: genesis.accounts.slice(1) },
    ];
    for (const other of others) {
      expect(() => Blockchain.open({ genesis: other }, { store, engine })).toThrow(
        expect.objectContaining({ code: 'genesis-mismatch' }),
      );
    }
  });
});
