import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { devKey } from '../accounts.ts';
import { artefact } from '../contracts/compile.ts';
import { install } from '../install.ts';
import { launchDev, type RunningNode } from '../launch.ts';
import { root } from '../root.ts';
import type { Round } from './round.ts';

setDefaultTimeout(120_000);

/** ethers 5 and web3.js 4, which much deployed code still uses. */
let node: RunningNode;
let rounds: Record<'ethers5' | 'web3js', Round>;

beforeAll(async () => {
  const project = await install(join(root, 'test/e2e/older/project'));
  // Named at run time: its packages exist only now.
  rounds = (await import(join(project, 'clients.ts'))) as typeof rounds;
  node = await launchDev();
});

afterAll(async () => {
  await node?.stop();
});

test.each(['ethers5', 'web3js'] as const)('%s', async (name) => {
  const result = await rounds[name]({
    url: node.url,
    webSocketUrl: node.webSocketUrl,
    key: devKey(name === 'ethers5' ? 0 : 1),
    ...artefact('Probe'),
  });
  expect(result).toEqual({
    count: '7',
    status: 1,
    events: 1,
    heard: ['five'],
    reason: 'a plain reason',
    custom: 'Refused',
    fees: true,
  });
});
