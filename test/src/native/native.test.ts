import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatXaiAddress } from '../../../chain/transaction/native/address.ts';
import { nativePublicKey } from '../../../chain/transaction/native/sign.ts';
import { nativeAddress } from '../../../chain/transaction/native/verify.ts';
import { saveKeystore } from '../../../src/account/directory.ts';
import { encryptKey } from '../../../src/account/keystore.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { ALICE, BOB, type RunningNode, runToEnd, startProgram } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const folder = temporaryDirectory();
const FIXTURES = join(import.meta.dir, '..', 'contract', 'fixtures', 'foundry');
const PARAMETERS = '0x5841490000000000000000000000000000000002';
const sender = nativeAddress(nativePublicKey(BOB.key));
const keys = ['--keystore', join(folder, 'keys'), '--password-file', join(folder, 'password')];
const by = ['--account', BOB.address, ...keys];

let node: RunningNode;
const xai = (...line: string[]) => runToEnd([...line, '--rpc-url', node.url]);
const native = (...line: string[]) => xai('native', ...line, ...by);
const hashIn = (out: string) => /transaction {2}(0x[0-9a-f]{64})/.exec(out)?.[1] ?? '';

/** The native view of what a command sent. */
async function sent(out: string) {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  const seen = await node.call<any>('xai_getTransaction', hashIn(out));
  return { origin: seen?.origin, kind: seen?.tx_type, sender: seen?.sender };
}
const ofKind = (kind: string) => ({ origin: 'native', kind, sender: formatXaiAddress(sender, 'testnet') });

beforeAll(async () => {
  node = await startProgram(['dev']);
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'password'), 'pass');
  saveKeystore(
    join(folder, 'keys'),
    fromHex(BOB.address),
    await encryptKey(BOB.key, 'pass', { N: 2, r: 1, p: 1 }),
  );
  await node.call('anvil_setBalance', toHex(sender), '0x3635c9adc5dea00000');
}, 30_000);
afterAll(async () => {
  await node?.end('SIGTERM');
});

test('xai native send: tried, then sent from the native account of a kept key', async () => {
  const to = formatXaiAddress(fromHex(ALICE.address), 'testnet');
  const balance = () => node.call<string>('eth_getBalance', ALICE.address, 'latest').then(BigInt);
  const before = await balance();
  const dry = await native('send', to, '1.5', '--dry-run');
  expect(dry.out).toContain(`kind         normal\naccount      ${formatXaiAddress(sender, 'testnet')}\n`);
  expect(dry.out).toContain('nothing was sent');
  const { out, error } = await native('send', to, '1.5');
  expect(error).toBe('');
  expect(await sent(out)).toEqual(ofKind('normal'));
  expect((await balance()) - before).toBe(1_500_000_000_000_000_000n);
  const foreign = formatXaiAddress(fromHex(ALICE.address), 'mainnet');
  expect(await native('send', foreign, '1')).toMatchObject({
    status: 1,
    error: 'error: address is of the mainnet, this chain is a testnet\n',
  });
}, 60_000);

test('xai contract deploy and send --native', async () => {
  const contract = (...line: string[]) => xai('contract', ...line, '--native', ...by, '--project', FIXTURES);
  const sums = await contract('deploy', 'Sums');
  expect(await sent(sums.out)).toEqual(ofKind('contract_deploy'));
  const library = /contract {5}(0x\w+)/.exec(sums.out)?.[1];
  const ledger = await contract('deploy', 'Ledger', 'limit_=100', 'title_=x', '--library', `Sums=${library}`);
  const at = /contract {5}(0x\w+)/.exec(ledger.out)?.[1] ?? '';
  const added = await contract('send', 'Ledger', 'add(uint256,string)', '7', 'note', '--at', at);
  expect(added.error).toBe('');
  expect(await sent(added.out)).toEqual(ofKind('contract_call'));
  const unlocked = ['--native', '--unlocked', ALICE.address, '--project', FIXTURES];
  expect((await xai('contract', 'deploy', 'Sums', ...unlocked)).error).toContain('name a key with --account');
}, 60_000);

test('stake, a proposal, a vote, unstake, treasury: each as its kind', async () => {
  const stake = await native('stake', '600');
  expect(stake.error).toBe('');
  expect(stake.out).toContain('event        ');
  expect(await sent(stake.out)).toEqual(ofKind('stake'));

  const delegated = await native('call', 'staking', 'delegate', toHex(sender));
  expect(await sent(delegated.out)).toEqual(ofKind('governance'));
  await node.call('evm_mine');
  const key = `0x${Buffer.from('minimumBaseFee').toString('hex').padEnd(64, '0')}`;
  const change = await node.call('xai_encodeModuleCall', 'protocolParameters', 'schedule', [
    key,
    '7',
    '1000',
  ]);
  const proposed = await native(
    ...['call', 'governor', 'propose', JSON.stringify([PARAMETERS]), '["0"]'],
    ...[JSON.stringify([change]), 'a floor'],
  );
  expect(proposed.error).toBe('');
  expect(await sent(proposed.out)).toEqual(ofKind('governance'));
  const proposal = /"proposalId":"(\d+)"/.exec(proposed.out)?.[1] ?? '';
  await node.call('evm_increaseTime', 2);
  await node.call('evm_mine');
  const voted = await native('vote', proposal, 'for', 'a good floor');
  expect(voted.error).toBe('');
  expect(voted.out).toContain('VoteCast');
  expect(await sent(voted.out)).toEqual(ofKind('governance_vote'));
  expect((await native('vote', proposal, 'for')).error).toContain('it reverts: GovernorAlreadyCastVote');

  expect(await sent((await native('unstake', '100')).out)).toEqual(ofKind('unstake'));
  const other = await native('call', 'staking', 'lock', '--value', '1', '--kind', 'module_call');
  expect(await sent(other.out)).toEqual(ofKind('module_call'));
  const { status, error } = await native('call', 'staking', 'lock', '--value', '1', '--kind', 'governance');
  expect({ status, error }).toMatchObject({ status: 1, error: expect.stringContaining('kind governance: ') });
  expect((await native('call', 'treasury', 'claimStream', '0')).error).toContain('it reverts: ');
  expect(await sent((await native('call', 'treasury', 'available')).out)).toEqual(
    ofKind('treasury_allocation'),
  );
}, 90_000);

test('every native command explains itself with examples, and no option takes a key', async () => {
  for (const name of ['send', 'stake', 'unstake', 'vote', 'call']) {
    const { out } = await runToEnd(['native', name, '--help']);
    expect(out).toContain(`xai native ${name} `);
    expect(out).toContain('--account <account>');
    expect(out).not.toMatch(/--(private-)?key[ =]/);
  }
}, 30_000);
