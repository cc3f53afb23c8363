import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { keccak256, toHex } from 'viem';
import contracts from '../../../../modules/genesis/contracts.json' with { type: 'json' };
import { type DevNode, openDevNode } from '../../support/devNode.ts';

/** A parameter change and a module upgrade, from the stake to the rollback, over JSON-RPC alone. */

const ONE = 10n ** 18n;
const DESCRIPTION = 'smaller blocks';
/** The least gas limit that a vote can decide here. */
const GAS_LIMIT = 12_000_000n;

let dev: DevNode;
let ann: string;
let first: string;
let second: string;

beforeAll(async () => {
  dev = await openDevNode();
  [ann] = dev.accounts as [string];
  [first, second] = [dev.accounts[7] as string, dev.accounts[8] as string];
  await send('staking', 'lock', [], ann, 100n * ONE);
});

afterAll(() => dev.close());

const hex = (value: bigint | number) => `0x${value.toString(16)}`;
const address = (number: number) => `0x584149${number.toString(16).padStart(34, '0')}`;
const NUMBERS: Record<string, number> = { staking: 3, governor: 4, auditorRegistry: 10 };

async function send(module: string, name: string, args: unknown[], from = ann, value = 0n): Promise<string> {
  const data = await dev.call('xai_encodeModuleCall', module, name, args);
  const to = address(NUMBERS[module] ?? 0);
  const hash = await dev.call('eth_sendTransaction', {
    from,
    to,
    data,
    value: hex(value),
    gas: hex(5_000_000),
  });
  const receipt = await dev.call('eth_getTransactionReceipt', hash);
  expect(receipt.status).toBe('0x1');
  return hash;
}

async function pass(seconds: number): Promise<void> {
  await dev.call('evm_increaseTime', seconds);
  await dev.call('evm_mine');
}

/** Proposes one call, wins the vote and waits until it is over; the proposal's id. */
async function win(target: string, data: string, description: string): Promise<string> {
  await send('governor', 'propose', [[target], ['0'], [data], description]);
  const proposals = await dev.call('xai_proposals');
  const { id } = proposals.at(-1);
  expect(await dev.call('xai_proposalState', id)).toBe('pending');
  await pass(3);
  await send('governor', 'castVoteWithReason', [id, 1, 'yes']);
  await pass(70);
  return id;
}

async function execute(id: string): Promise<void> {
  await send('governor', 'queue', [id]);
  expect(await dev.call('xai_proposalState', id)).toBe('queued');
  await pass(10);
  await send('governor', 'execute', [id]);
  expect(await dev.call('xai_proposalState', id)).toBe('executed');
}

describe('governance over JSON-RPC', () => {
  test('the registry tells every module of genesis', async () => {
    const modules = await dev.call('xai_modules');
    expect(modules).toHaveLength(12);
    const staking = await dev.call('xai_module', 'staking');
    expect(staking).toMatchObject({ id: 'staking', status: 'active', version: '1.0.0', hooks: [] });
    expect(keccak256(await dev.call('eth_getCode', staking.implementation, 'latest'))).toBe(staking.codeHash);
    const guard = await dev.call('xai_module', 'withdrawalGuard');
    expect(guard).toMatchObject({ status: 'registered', hooks: ['validateTransaction'] });
    expect(await dev.call('xai_module', 'nothing')).toBeNull();
    expect(await dev.call('xai_moduleParameters', 'staking')).toEqual([{ key: 'unlockDelay', value: '0xa' }]);
    expect(await dev.call('xai_moduleParameters', 'timelock')).toEqual([]);
  });

  test('stake is voting power, counted once', async () => {
    const power = await dev.call('xai_votingPower', ann);
    expect(BigInt(power.votes)).toBe(100n * ONE);
    expect(power.staked).toBe(power.votes);
    expect(power.delegate.toLowerCase()).toBe(ann);
  });

  test('headers move to a voted gas limit from the next block on', async () => {
    const data = await dev.call('xai_encodeModuleCall', 'protocolParameters', 'schedule', [
      toHex('blockGasLimit', { size: 32 }),
      GAS_LIMIT.toString(),
      '0',
    ]);
    const id = await win(address(2), data, DESCRIPTION);
    const proposal = await dev.call('xai_proposal', id);
    expect(proposal).toMatchObject({ state: 'succeeded', codeHashes: [] });
    expect(proposal.actions[0]).toMatchObject({ module: 'protocolParameters', call: 'schedule' });
    expect(BigInt(proposal.forVotes)).toBe(100n * ONE);
    const votes = await dev.call('xai_votes', id);
    expect(votes).toHaveLength(1);
    expect(votes[0]).toMatchObject({ support: 'for', reason: 'yes' });
    const simulated = await dev.call('xai_simulateProposal', id);
    expect(simulated.succeeds).toBe(true);
    expect(simulated.actions[0].events[0].event).toBe('ParameterScheduled');
    await execute(id);
    await dev.call('evm_mine');
    const { gasLimit } = await dev.call('eth_getBlockByNumber', 'latest', false);
    // As far as one header may go from its parent's: less than a 1024th.
    expect(BigInt(gasLimit)).toBe(30_000_000n - 30_000_000n / 1024n + 1n);
    await dev.call('evm_mine');
    const next = await dev.call('eth_getBlockByNumber', 'latest', false);
    expect(BigInt(next.gasLimit)).toBeLessThan(BigInt(gasLimit));
    const { protocol } = await dev.call('xai_governanceParameters');
    expect(protocol).toContainEqual({
      key: 'blockGasLimit',
      value: hex(GAS_LIMIT),
      pending: null,
      effectiveBlock: null,
    });
    expect(await dev.call('xai_featureFlags')).toEqual({ vm: true, wasm: true });
  });

  test('an upgrade waits for its audits, swaps, and is rolled back when auditors object', async () => {
    const hash = await dev.call('eth_sendTransaction', {
      from: ann,
      data: `${contracts.Staking.creation}`,
      gas: hex(5_000_000),
    });
    const { contractAddress } = await dev.call('eth_getTransactionReceipt', hash);
    const codeHash = keccak256(await dev.call('eth_getCode', contractAddress, 'latest'));
    const former = await dev.call('xai_module', 'staking');
    const data = await dev.call('xai_encodeModuleCall', 'moduleRegistry', 'upgrade', [
      toHex('staking', { size: 32 }),
      contractAddress,
      codeHash,
      '0x',
    ]);
    const id = await win(address(1), data, 'new staking');
    expect(await dev.call('xai_proposalState', id)).toBe('succeeded');
    const report = keccak256('0x01');
    await send('auditorRegistry', 'attest', [codeHash, report], first);
    expect((await dev.call('xai_proposal', id)).state).toBe('succeeded');
    await send('auditorRegistry', 'attest', [codeHash, report], second);
    expect((await dev.call('xai_proposal', id)).state).toBe('audited');
    await execute(id);
    const upgraded = await dev.call('xai_module', 'staking');
    expect(upgraded.implementation.toLowerCase()).toBe(contractAddress.toLowerCase());
    expect(BigInt(upgraded.auditHash)).not.toBe(0n);
    expect(BigInt((await dev.call('xai_votingPower', ann)).votes)).toBe(100n * ONE);

    await send('auditorRegistry', 'objectTo', [id, 'no'], first);
    await send('auditorRegistry', 'objectTo', [id, 'no'], second);
    const rollback = await send('governor', 'rollBack', [id]);
    expect(await dev.call('xai_decodeTransaction', rollback)).toEqual({
      module: 'governor',
      call: 'rollBack',
      args: [id],
    });
    expect(await dev.call('xai_proposalState', id)).toBe('rolled back');
    expect((await dev.call('xai_module', 'staking')).implementation).toBe(former.implementation);
    const events = await dev.call('xai_moduleEvents', 'moduleRegistry', { fromBlock: '0x0' });
    expect(events.map(({ event }: { event: string }) => event)).toEqual([
      'ModuleUpgraded',
      'ModuleRolledBack',
    ]);
  });

  test('bad questions get clear errors', async () => {
    const refused = (method: string, ...params: unknown[]) => expect(dev.call(method, ...params)).rejects;
    await refused('xai_proposal', '0x1').toThrow('GovernorNonexistentProposal');
    await refused('xai_encodeModuleCall', 'staking', 'steal', []).toThrow('-32602 staking.steal');
    await refused('xai_encodeModuleCall', 'staking', 'unlock', ['much']).toThrow('-32602 staking.unlock');
    await refused('xai_moduleEvents', 'nothing').toThrow('no module is called nothing');
    await refused('xai_module', ' ').toThrow('-32602');
  });
});
