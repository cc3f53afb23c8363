import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Hex, parseEther } from 'viem';
import { rollupAnchorAbi } from '../../../modules/abi/rollupAnchor.ts';
import { type DevNode, openDevNode } from '../../rpc/support/devNode.ts';
import { type ModuleNode, moduleAt, openModuleNode } from './support.ts';

/** A rollup (a node of its own) whose poster lies about a block: the block's header takes the commitment down. */

const anchor = { address: moduleAt('0c'), abi: rollupAnchorAbi };
const FALSE_ROOT: Hex = `0x${'11'.repeat(32)}`;
const BOND = parseEther('3');

let chain: ModuleNode;
let side: DevNode;
let [poster, watcher]: [Hex, Hex] = ['0x', '0x'];

beforeAll(async () => {
  chain = await openModuleNode([]);
  side = await openDevNode();
  [poster, watcher] = chain.dev.accounts as [Hex, Hex];
  await side.call('anvil_mine', '0x3');
  await chain.decide(anchor, 'registerRollup', 'side', 100n, [poster], [watcher]);
  await chain.decide(anchor, 'setBond', 0n, BOND);
});

afterAll(async () => {
  await chain.dev.close();
  await side.close();
});

const post = async (index: bigint, number: bigint, root: Hex | undefined): Promise<unknown> => {
  const block = await side.call('eth_getBlockByNumber', `0x${number.toString(16)}`, false);
  return chain.send(poster, anchor, 'post', [0n, index, number, block.hash, root ?? block.stateRoot]);
};

test('a poster needs the bond that governance asks for', async () => {
  await expect(post(0n, 1n, undefined)).rejects.toThrow('post reverted');
  await chain.send(poster, anchor, 'depositBond', [0n], BOND);
  await post(0n, 1n, undefined);
  await post(1n, 2n, FALSE_ROOT);
  await post(2n, 3n, undefined);
  const [rollup] = await chain.dev.call('xai_anchors');
  expect(rollup).toMatchObject({
    requiredBond: `0x${BOND.toString(16)}`,
    commitmentCount: '0x3',
    finalCount: '0x0',
  });
});

test('what the header bears out stands; what it contradicts falls with all later ones, and costs the bond', async () => {
  const header = (number: string): Promise<Hex> => side.call('debug_getRawHeader', number);
  const disprove = async (index: bigint, raw: Hex) =>
    chain.send(watcher, anchor, 'disprove', [0n, index, raw]);
  await expect(disprove(0n, await header('0x1'))).rejects.toThrow('disprove reverted');
  await expect(disprove(1n, await header('0x3'))).rejects.toThrow('disprove reverted');
  const { blockNumber } = await disprove(1n, await header('0x2'));
  expect(await chain.events(anchor, blockNumber)).toEqual([
    'CommitmentDisproved',
    'CommitmentsRemoved',
    'BondLost',
  ]);
  expect((await chain.dev.call('xai_anchors'))[0].commitmentCount).toBe('0x1');
  expect(await chain.read<bigint>(anchor, 'bondOf', 0n, poster)).toBe(0n);

  // Half is the finder's, half the treasury's; anyone may have it paid.
  const balance = async (of: Hex) => BigInt(await chain.dev.call('eth_getBalance', of, 'latest'));
  const before = await balance(watcher);
  await chain.send(poster, anchor, 'payCredit', [watcher]);
  expect(await balance(watcher)).toBe(before + BOND / 2n);
  await chain.send(poster, anchor, 'payCredit', [moduleAt('06')]);
  expect((await chain.dev.call('xai_treasury')).available).toBe(`0x${(BOND / 2n).toString(16)}`);
  expect(await balance(anchor.address)).toBe(0n);
  // Without a bond nothing is posted any more.
  await expect(post(1n, 2n, undefined)).rejects.toThrow('post reverted');
});
