import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { openChain } from '../../../src/chainAccess.ts';
import { fixtureBlocks, fixtureText } from '../../chain/support/fixtures.ts';
import { type DevNode, openDevNode } from './devNode.ts';

/** Milliseconds that importing the chain may take on a busy machine. */
export const FIXTURE_NODE_TIMEOUT = 60_000;

/** A node, not in dev mode, on the chain of the execution-apis tests; closing it removes its files. `readers` answer for it. */
export async function openFixtureNode(readers?: number): Promise<DevNode> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xai-fixtures-'));
  const { chain, close } = await openChain({ dataDir, genesis: parseGenesis(fixtureText('genesis.json')) });
  for (const block of fixtureBlocks()) await chain.importBlock(block);
  await close();
  const listen = { namespaces: undefined, wsNamespaces: undefined };
  const dev = await openDevNode({ dataDir, readers, mode: { kind: 'manual' }, listen });
  return {
    ...dev,
    async close() {
      await dev.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
