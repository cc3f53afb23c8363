import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALICE, type RunningNode, runToEnd, startProgram } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const folder = temporaryDirectory();
const FIXTURES = join(import.meta.dir, 'fixtures', 'foundry');
const { abi, deployedBytecode } = JSON.parse(
  readFileSync(join(FIXTURES, 'out/Ledger.sol/Sums.json'), 'utf8'),
);

test('a registered ABI is known after a restart', async () => {
  const start = () => startProgram(['dev', '--data-dir', folder]);
  let node: RunningNode = await start();
  const line = ['contract', 'deploy', 'Sums', '--unlocked', ALICE.address, '--project', FIXTURES];
  const { out } = await runToEnd([...line, '--rpc-url', node.url]);
  const at = /contract {5}(0x\w{40})/.exec(out)?.[1];
  const path = () => `${node.url}/contracts/${at}/abi`;
  const body = JSON.stringify({ abi, runtime: deployedBytecode.object });
  expect((await fetch(path(), { method: 'POST', body })).status).toBe(200);
  await node.end('SIGTERM');
  node = await start();
  const known = await fetch(path());
  await node.end('SIGTERM');
  expect(await known.json()).toEqual({ abi });
}, 60_000);
