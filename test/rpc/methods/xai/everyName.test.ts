import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { toHex } from 'viem';
import { moduleAt } from '../../../modules/contracts/support.ts';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { type Client, connect } from '../../support/webSocketClient.ts';

/** One parameter change from the stake to its effect: told as it happens over a WebSocket, and then by every method. */

const NOTHING = `0x${'00'.repeat(32)}`;

let dev: DevNode;
let client: Client;
let ann: string;
let proposal: string;
let proposing: string;
let subscriptions: { readonly events: string; readonly proposals: string };

interface LogJson {
  readonly address: string;
  readonly topics: readonly string[];
  readonly blockNumber: string;
  readonly logIndex: string;
}

const announced = (id: string): LogJson[] =>
  client.announced
    .filter(([subscription]) => subscription === id)
    .map(([, log]) => log as unknown as LogJson);

async function send(
  module: string,
  place: string,
  name: string,
  args: unknown[],
  value = '0x0',
): Promise<string> {
  const data = await dev.call('xai_encodeModuleCall', module, name, args);
  const hash = await dev.call('eth_sendTransaction', {
    from: ann,
    to: moduleAt(place),
    data,
    value,
    gas: '0x4c4b40',
  });
  expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
  return hash;
}

async function pass(seconds: number): Promise<void> {
  await dev.call('evm_increaseTime', seconds);
  await dev.call('evm_mine');
}

beforeAll(async () => {
  dev = await openDevNode();
  client = await connect(dev);
  ann = dev.accounts[0] as string;
  const subscribe = async (kind: string) => (await client.ask('xai_subscribe', kind)).result as string;
  subscriptions = { events: await subscribe('moduleEvents'), proposals: await subscribe('proposals') };

  await send('staking', '03', 'lock', [], '0xde0b6b3a7640000');
  const data = await dev.call('xai_encodeModuleCall', 'protocolParameters', 'schedule', [
    toHex('minimumBaseFee', { size: 32 }),
    '9',
    '0',
  ]);
  proposing = await send('governor', '04', 'propose', [[moduleAt('02')], ['0'], [data], 'a floor']);
  proposal = (await dev.call('xai_proposals'))[0].id;
  await pass(3);
  await send('governor', '04', 'castVoteWithReason', [proposal, 1, 'why not']);
  await pass(70);
  await send('governor', '04', 'queue', [proposal]);
  await pass(10);
  await send('governor', '04', 'execute', [proposal]);
  await dev.call('evm_mine');
});

afterAll(async () => {
  client.socket.close();
  await dev.close();
});

describe('subscriptions across a decision', () => {
  test('announce every log of the modules once, in the order of the chain', async () => {
    const filter = { fromBlock: '0x0', toBlock: 'latest' };
    const all: LogJson[] = await dev.call('eth_getLogs', filter);
    const modules: string[] = (await dev.call('xai_modules')).map(({ proxy }: { proxy: string }) =>
      proxy.toLowerCase(),
    );
    const wanted = all.filter(({ address }) => modules.includes(address));
    for (let i = 0; i < 500 && announced(subscriptions.events).length < wanted.length; i++)
      await Bun.sleep(10);
    expect(announced(subscriptions.events)).toEqual(wanted);
    expect(announced(subscriptions.proposals)).toEqual(
      wanted.filter(({ address }) => address === moduleAt('04')),
    );
  });

  test('hold what happened to the proposal and to the parameter', async () => {
    const told = await Promise.all(
      (await dev.call('xai_modules')).map(({ id }: { id: string }) =>
        dev.call('xai_moduleEvents', id, { fromBlock: '0x0' }),
      ),
    );
    const events = told.flat() as { event: string; log: LogJson }[];
    const place = ({ blockNumber, logIndex }: LogJson) => `${Number(blockNumber)}/${Number(logIndex)}`;
    const names = new Map(events.map(({ event, log }) => [place(log), event]));
    const nameOf = (log: LogJson) => names.get(place(log));
    expect(announced(subscriptions.proposals).map(nameOf)).toEqual([
      'ProposalCreated',
      'VoteCast',
      'ProposalQueued',
      'ProposalExecuted',
    ]);
    const others = announced(subscriptions.events).map(nameOf);
    for (const name of ['Locked', 'CallScheduled', 'CallExecuted', 'ParameterScheduled'])
      expect(others).toContain(name);
  });
});

/** Every method of XAI's modules and governance, asked about that decision; what it answers must hold this. */
const ASKED: readonly (readonly [name: string, params: () => unknown[], answer: unknown])[] = [
  [
    'xai_modules',
    () => [],
    expect.arrayContaining([expect.objectContaining({ id: 'governor', status: 'active' })]),
  ],
  ['xai_module', () => ['protocolParameters'], expect.objectContaining({ version: '1.0.0' })],
  ['xai_moduleParameters', () => ['staking'], [{ key: 'unlockDelay', value: '0xa' }]],
  [
    'xai_moduleEvents',
    () => ['protocolParameters', { fromBlock: '0x0' }],
    [expect.objectContaining({ event: 'ParameterScheduled' })],
  ],
  ['xai_proposals', () => [], [expect.objectContaining({ state: 'executed' })]],
  ['xai_proposal', () => [proposal], expect.objectContaining({ state: 'executed', codeHashes: [] })],
  ['xai_proposalState', () => [proposal], 'executed'],
  ['xai_votes', () => [proposal], [expect.objectContaining({ support: 'for', reason: 'why not' })]],
  ['xai_votingPower', () => [ann], expect.objectContaining({ votes: '0xde0b6b3a7640000' })],
  ['xai_governanceParameters', () => [], expect.objectContaining({ votingPeriod: '0x3c' })],
  ['xai_featureFlags', () => [], { vm: true, wasm: true }],
  ['xai_simulateProposal', () => [proposal], expect.objectContaining({ succeeds: true })],
  ['xai_encodeModuleCall', () => ['staking', 'claim', []], '0x4e71d92d'],
  [
    'xai_decodeTransaction',
    () => [proposing],
    expect.objectContaining({ module: 'governor', call: 'propose' }),
  ],
  ['xai_rules', () => [], expect.objectContaining({ enforced: false, sets: [] })],
  ['xai_evaluateRules', () => [{ from: ann, to: ann }], expect.objectContaining({ allowed: true })],
  ['xai_feeBreakdown', () => ['latest'], expect.anything()],
  ['xai_treasury', () => [], expect.objectContaining({ address: moduleAt('06') })],
  ['xai_anchors', () => [], []],
  ['xai_nodeStatus', () => [], expect.anything()],
];

describe('every name', () => {
  test.each(ASKED)('%s answers', async (name, params, answer) => {
    expect(await dev.call(name, ...params())).toEqual(answer);
  });

  test('xai_verifyAnchorProof says where there is no such rollup', async () => {
    const proof = { address: ann, accountProof: [] };
    expect((await dev.refusal('xai_verifyAnchorProof', '0x0', '0x0', proof)).message).toContain(
      'NoSuchRollup',
    );
  });

  test('stands in rpc.discover, with the forms of what it takes and gives', async () => {
    const { methods } = await dev.call('rpc.discover');
    const names = [
      ...ASKED.map(([name]) => name),
      'xai_verifyAnchorProof',
      'xai_subscribe',
      'xai_unsubscribe',
    ];
    for (const name of names) {
      const found = methods.find((method: { name: string }) => method.name === name);
      expect(found, name).toBeDefined();
      expect(found.summary.length, name).toBeGreaterThan(20);
      expect(Object.keys(found.result.schema).length, name).toBeGreaterThan(0);
      for (const { schema } of found.params) expect(Object.keys(schema).length, name).toBeGreaterThan(0);
    }
  });

  test('answers about a block that is long gone as it was then', async () => {
    expect(await dev.call('xai_proposals', '0x1')).toEqual([]);
    expect((await dev.call('xai_votingPower', ann, '0x0')).votes).toBe('0x0');
    expect(await dev.call('xai_decodeTransaction', NOTHING)).toBeNull();
  });
});
