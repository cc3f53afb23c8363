import { expect, test } from 'bun:test';
import { join } from 'node:path';
import type { ModuleArtifact } from '../../../src/module/artifact.ts';
import { checkModule } from '../../../src/module/check.ts';

const contracts: Record<string, Pick<ModuleArtifact, 'abi' | 'creation' | 'runtime'>> = await Bun.file(
  join(import.meta.dir, '../../../modules/genesis/contracts.json'),
).json();

const XAI = 10n ** 18n;
const NOBODY = `0x${'00'.repeat(20)}`;

/** They pay out only what came in for those whom it came from or for, whoever asks: no parameter bounds that. */
const PAY_WHAT_CAME_IN: readonly string[] = ['FeeDistributor', 'RollupAnchor'];

/** What genesis places is held to what newcomers' modules are held to. */
const ROWS = [
  { contract: 'Treasury', initialize: [XAI, XAI, 1n, [], 0n], rateLimits: ['paymentLimit', 'periodLimit'] },
  { contract: 'WithdrawalGuard', initialize: [5000n * XAI, 1000n * XAI, 3600n, NOBODY], rateLimits: [] },
  { contract: 'FeeDistributor', initialize: [5000n, 0n, 10n], rateLimits: [] },
  {
    contract: 'BridgeEscrow',
    initialize: [XAI, XAI, 1n, [], 0n, NOBODY],
    rateLimits: ['releaseLimit', 'periodLimit'],
  },
  { contract: 'RollupAnchor', initialize: [10n], rateLimits: [] },
] as const;

test.each(ROWS)('$contract passes the check', async ({ contract, initialize, rateLimits }) => {
  const compiled = contracts[contract];
  if (compiled === undefined) throw new Error(`no contract ${contract}`);
  const artifact: ModuleArtifact = {
    ...{ contract, id: contract, compiler: { version: '', settings: {} }, sources: {}, codeHash: '0x' },
    ...compiled,
    storageLayout: { storage: [], types: {} },
  };
  const findings = await checkModule(artifact, { initialize, former: undefined, rateLimits });
  const failed = findings
    .filter(({ grade }) => grade === 'fail')
    .map(({ what, detail }) => `${what}: ${detail}`);
  expect(failed).toEqual(
    PAY_WHAT_CAME_IN.includes(contract)
      ? [
          'rate limits: it makes calls, which may carry value: name the parameters that bound them as rateLimits in xai-module.json',
        ]
      : [],
  );
});
