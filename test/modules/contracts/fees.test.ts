import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Hex, parseEther } from 'viem';
import { feeDistributorAbi } from '../../../modules/abi/feeDistributor.ts';
import { moduleRegistryAbi } from '../../../modules/abi/moduleRegistry.ts';
import { protocolParametersAbi } from '../../../modules/abi/protocolParameters.ts';
import { stakingAbi } from '../../../modules/abi/staking.ts';
import { asciiWord } from '../../../modules/encoding/word.ts';
import { type ModuleNode, moduleAt, openModuleNode } from './support.ts';

const registry = { address: moduleAt('01'), abi: moduleRegistryAbi };
const parameters = { address: moduleAt('02'), abi: protocolParametersAbi };
const staking = { address: moduleAt('03'), abi: stakingAbi };
const fees = { address: moduleAt('08'), abi: feeDistributorAbi };
const TREASURY = moduleAt('06');
/** who makes the blocks of the node */
const PRODUCER: Hex = `0x${'00'.repeat(20)}`;
const GWEI = 10n ** 9n;

let node: ModuleNode;
let [ann, bob, carl]: [Hex, Hex, Hex] = ['0x', '0x', '0x'];

beforeAll(async () => {
  node = await openModuleNode([]);
  [ann, bob, carl] = node.dev.accounts as [Hex, Hex, Hex];
});

afterAll(() => node.dev.close());

/** A transfer with a tip of 2 gwei per gas; wei of tip and of base fee that it paid. */
async function pay(): Promise<{ tip: bigint; baseFee: bigint; block: Hex }> {
  const hash = await node.dev.call('eth_sendTransaction', {
    ...{ from: carl, to: ann, value: '0x1', gas: '0x5208' },
    maxFeePerGas: `0x${(100n * GWEI).toString(16)}`,
    maxPriorityFeePerGas: `0x${(2n * GWEI).toString(16)}`,
  });
  const { blockNumber } = await node.dev.call('eth_getTransactionReceipt', hash);
  const { baseFeePerGas } = await node.dev.call('eth_getBlockByNumber', blockNumber, false);
  return { tip: 21_000n * 2n * GWEI, baseFee: 21_000n * BigInt(baseFeePerGas), block: blockNumber };
}

const balance = async (of: Hex) => BigInt(await node.dev.call('eth_getBalance', of, 'latest'));

test("until a vote, tips are the producer's and the base fee is burned", async () => {
  const before = await balance(PRODUCER);
  const { tip } = await pay();
  expect(await balance(PRODUCER)).toBe(before + tip);
  expect(await balance(fees.address)).toBe(0n);
});

test('from the decided block on, tips are split and collected by stake', async () => {
  await node.send(ann, staking, 'lock', [], parseEther('300'));
  await node.send(bob, staking, 'lock', [], parseEther('100'));
  await node.decide(registry, 'activate', asciiWord('feeDistributor'));
  await decideParameter('feeRedistribution', 1n);
  // The epoch that was open since genesis ends with the next block that captures something.
  await node.mine(2);
  const before = await balance(PRODUCER);
  const credit = await node.read<bigint>(fees, 'producerCredit', PRODUCER);
  const gathered = await node.read<bigint>(fees, 'gathered');
  const { tip, block } = await pay();
  expect(await balance(PRODUCER)).toBe(before);
  expect(await node.read<bigint>(fees, 'producerCredit', PRODUCER)).toBe(credit + tip / 2n);
  expect(await node.events(fees, block)).toEqual(['FeesDistributed']);

  // dev: an epoch has ten blocks
  await node.mine(10);
  await pay();
  const [epoch] = [await node.read<bigint>(fees, 'epochCount')];
  expect(epoch).toBeGreaterThan(0n);
  await node.mine(10);
  const [annBefore, bobBefore] = [await balance(ann), await balance(bob)];
  await node.send(carl, fees, 'claim', [ann, 100n]);
  await node.send(carl, fees, 'claim', [bob, 100n]);
  const [toAnn, toBob] = [(await balance(ann)) - annBefore, (await balance(bob)) - bobBefore];
  expect(toBob).toBeGreaterThan(0n);
  expect(toAnn).toBe(3n * toBob);
  expect(toAnn + toBob).toBeGreaterThanOrEqual((gathered + tip / 2n) as bigint);
});

test('the books of the contract are its balance, whatever was paid out', async () => {
  await node.send(carl, fees, 'reportBundle', [`0x${'11'.repeat(32)}`], 10n ** 15n);
  await node.send(carl, fees, 'claimProducer', [PRODUCER]);
  const owed = await node.read<readonly bigint[]>(fees, 'owed');
  expect(owed.reduce((sum, part) => sum + part, 0n)).toBe(await balance(fees.address));
});

test('base fees go to the treasury once that is decided', async () => {
  await decideParameter('baseFeeToTreasury', 1n);
  await node.mine(1);
  const before = (await balance(TREASURY)) + (await node.read<bigint>(fees, 'treasuryCredit'));
  const { baseFee } = await pay();
  const after = (await balance(TREASURY)) + (await node.read<bigint>(fees, 'treasuryCredit'));
  expect(after - before).toBe(baseFee);
});

async function decideParameter(key: string, value: bigint): Promise<void> {
  const head = BigInt(await node.dev.call('eth_blockNumber'));
  await node.decide(parameters, 'schedule', asciiWord(key), value, head + 3n);
  await node.mine(3);
}
