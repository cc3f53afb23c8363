import { afterAll, beforeAll, expect, test } from 'bun:test';
import { encodeFunctionData, type Hex, parseEther, toHex } from 'viem';
import { moduleRegistryAbi } from '../../../../modules/abi/moduleRegistry.ts';
import { protocolParametersAbi } from '../../../../modules/abi/protocolParameters.ts';
import { treasuryAbi } from '../../../../modules/abi/treasury.ts';
import { xaiGovernorAbi } from '../../../../modules/abi/xaiGovernor.ts';
import { moduleAt } from '../../../modules/contracts/support.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';

const RECIPIENT: Hex = '0x00000000000000000000000000000000000c0ffe';
const word = (text: string) => toHex(text, { size: 32 });
const AMOUNT = parseEther('5');

let dev: DevNode;
let ann: string;

beforeAll(async () => {
  dev = await openDevNode();
  ann = dev.accounts[0] as string;
});

afterAll(() => dev.close());

async function propose(actions: readonly (readonly [Hex, Hex])[], description: string): Promise<string> {
  const args = [
    actions.map(([to]) => to),
    actions.map(() => 0n),
    actions.map(([, data]) => data),
    description,
  ] as const;
  const data = encodeFunctionData({ abi: xaiGovernorAbi, functionName: 'propose', args });
  const call = { from: ann, to: moduleAt('04'), data, gas: '0x4c4b40' };
  const id: string = await dev.call('eth_call', call, 'latest');
  await dev.call('eth_sendTransaction', call);
  return `0x${BigInt(id).toString(16)}`;
}

const spend: readonly [Hex, Hex] = [
  moduleAt('06'),
  encodeFunctionData({ abi: treasuryAbi, functionName: 'spend', args: [RECIPIENT, AMOUNT, 'coffee'] }),
];
const schedule: readonly [Hex, Hex] = [
  moduleAt('02'),
  encodeFunctionData({
    abi: protocolParametersAbi,
    functionName: 'schedule',
    args: [word('minimumBaseFee'), 7n, 0n],
  }),
];

test('tells balances, slots, parameters, events and errors, on the pending state', async () => {
  const id = await propose([schedule, spend], 'coffee, and a floor for the base fee');
  const before = await dev.call('xai_simulateProposal', id);
  expect(before.succeeds).toBe(false);
  expect(before.actions[0]).toMatchObject({ succeeds: true, error: null });
  expect(before.actions[1]).toMatchObject({
    succeeds: false,
    error: `BeyondAvailable(${AMOUNT}, 0)`,
    events: [],
    changes: [],
  });

  // A payment that no block has yet fills the treasury.
  await dev.call('evm_setAutomine', false);
  await dev.call('eth_sendTransaction', {
    from: ann,
    to: moduleAt('06'),
    value: toHex(2n * AMOUNT),
    gas: '0x186a0',
  });
  const head = await dev.call('eth_blockNumber');
  const simulated = await dev.call('xai_simulateProposal', id);
  expect(simulated.succeeds).toBe(true);
  expect(simulated.parameters).toEqual([
    {
      module: 'protocolParameters',
      key: 'minimumBaseFee',
      ...{ from: '0x0', to: '0x7' },
      effectiveBlock: toHex(BigInt(head) + 2n),
    },
  ]);
  const [scheduled, spent] = simulated.actions;
  expect(scheduled.changes).toHaveLength(1);
  expect(scheduled.changes[0]).toMatchObject({ module: 'protocolParameters', balance: null, codeHash: null });
  expect(scheduled.changes[0].storage.length).toBeGreaterThan(0);
  expect(spent.events).toHaveLength(1);
  expect(spent.events[0]).toMatchObject({
    event: 'Spent',
    args: { to: expect.stringMatching(/c0ffe$/i), memo: 'coffee' },
  });
  expect(
    spent.changes.map(({ address, balance }: { address: string; balance: object }) => [address, balance]),
  ).toEqual([
    [RECIPIENT, { from: '0x0', to: toHex(AMOUNT) }],
    [moduleAt('06'), { from: toHex(2n * AMOUNT), to: toHex(AMOUNT) }],
  ]);

  // Nothing of it stays.
  await dev.call('evm_mine');
  await dev.call('evm_setAutomine', true);
  expect(await dev.call('eth_getBalance', RECIPIENT, 'latest')).toBe('0x0');
  expect((await dev.call('xai_simulateProposal', id)).actions[1].changes).toEqual(spent.changes);
});

test('a proposal that is itself only waiting can be simulated; code without audits is said to be refused', async () => {
  const upgrade = encodeFunctionData({
    abi: moduleRegistryAbi,
    functionName: 'upgrade',
    args: [word('staking'), `0x58414900000000000000000000000000000001${'03'}`, word('another code'), '0x'],
  });
  await dev.call('evm_setAutomine', false);
  const id = await propose([[moduleAt('01'), upgrade]], 'code that nobody has looked at');
  const { succeeds, actions, parameters } = await dev.call('xai_simulateProposal', id);
  expect({ succeeds, parameters }).toEqual({ succeeds: false, parameters: [] });
  expect(actions[0].error).toMatch(/^[A-Z][A-Za-z]+\(0x/);
  await dev.call('evm_setAutomine', true);
  expect((await dev.refusal('xai_simulateProposal', '0x1')).message).toContain('GovernorNonexistentProposal');
});
