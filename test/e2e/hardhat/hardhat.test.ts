import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '../install.ts';
import { launchDev, type RunningNode, request } from '../launch.ts';
import { makeFullBlock } from '../native/facts.ts';
import { root } from '../root.ts';

setDefaultTimeout(240_000);

/** Hardhat 3 with its viem toolbox, run as its users run it, on its own Node: `hardhat test --network xai`. */
let project = '';
let node: RunningNode;

beforeAll(async () => {
  project = await install(join(root, 'test/e2e/hardhat/project'));
  node = await launchDev();
  rmSync(join(project, 'ignition/deployments'), { recursive: true, force: true });
  await hardhat('build');
});

afterAll(async () => {
  await node?.stop();
});

/** Hardhat needs Node 22: the one on the PATH, else the one that the project's lockfile pins. */
function nodeProgram(): string {
  const own = Bun.spawnSync(['node', '--version'], { stderr: 'ignore' });
  const [major = 0, minor = 0] = own.stdout.toString().replace('v', '').split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return 'node';
  const machine = `${process.platform}-${process.arch}`;
  const pinned = [`node-${machine}`, `node-bin-${machine}`]
    .map((name) => join(project, 'node_modules', name, 'bin/node'))
    .find((path) => existsSync(path));
  if (!pinned) throw new Error(`Hardhat needs Node 22.13 or newer, and none is pinned for ${machine}`);
  return pinned;
}

/** Runs a Hardhat command that must succeed; what it printed. */
const hardhat = (...args: string[]) => hardhatWith({}, ...args);

/** The same with more in its environment. */
async function hardhatWith(more: Record<string, string>, ...args: string[]): Promise<string> {
  const child = Bun.spawn([nodeProgram(), 'node_modules/hardhat/dist/src/cli.js', ...args], {
    cwd: project,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: {
      ...process.env,
      XAI_URL: node.url,
      XAI_SOLC: join(root, 'node_modules/solc/soljson.js'),
      NO_COLOR: '1',
      HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
      HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: 'true',
      CI: 'true',
      ...more,
    },
  });
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new Error(`hardhat ${args.join(' ')}\n${out}\n${error}`);
  return out + error;
}

test('contracts: deploy, call, events, reverts, signatures', async () => {
  expect(await hardhat('test', 'nodejs', '--network', 'xai', 'test/contracts.ts')).toContain('5 passing');
});

test('a block in which native transactions stand between Ethereum ones', async () => {
  const full = await makeFullBlock(node);
  const found = { FULL_BLOCK: JSON.stringify({ number: full.number, facts: full.facts }) };
  const out = await hardhatWith(found, 'test', 'nodejs', '--network', 'xai', 'test/nativeBlocks.ts');
  expect(out).toContain('2 passing');
});

test('network helpers', async () => {
  expect(await hardhat('test', 'nodejs', '--network', 'xai', 'test/networkHelpers.ts')).toContain(
    '10 passing',
  );
});

test('Ignition inside a test', async () => {
  expect(await hardhat('test', 'nodejs', '--network', 'xai', 'test/ignition.ts')).toContain('1 passing');
});

test('Ignition from the command line, and again: nothing is sent twice', async () => {
  const deploy = () => hardhat('ignition', 'deploy', 'ignition/modules/Shop.ts', '--network', 'xai');
  expect(await deploy()).toContain('Shop#Shop - 0x');
  const height = await request<string>(node.url, 'eth_blockNumber');
  expect(await deploy()).toContain('Nothing new to deploy');
  expect(await request<string>(node.url, 'eth_blockNumber')).toBe(height);
  expect(await hardhat('ignition', 'status', 'chain-31337')).toContain('Shop#Coin');
});
