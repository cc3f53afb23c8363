import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveKeystore } from '../../../src/account/directory.ts';
import { encryptKey } from '../../../src/account/keystore.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { contractCallCommand } from '../../../src/commands/contract/call.ts';
import { contractDeployCommand } from '../../../src/commands/contract/deploy.ts';
import { contractEventsCommand } from '../../../src/commands/contract/events.ts';
import { contractVerifyCommand } from '../../../src/commands/contract/verify.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import { ALICE, BOB, type RunningNode, runToEnd, startProgram } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

/** Artifacts that Foundry and Hardhat wrote, of fixtures/src/Ledger.sol. */
const FIXTURES = join(import.meta.dir, 'fixtures');
const COMMANDS = [contractCallCommand, contractDeployCommand, contractEventsCommand, contractVerifyCommand];
const folder = temporaryDirectory();
const keystore = join(folder, 'keys');
const passwordFile = join(folder, 'password');

let node: RunningNode;
let sums = '';
let ledger = '';

const unlocked = ['--unlocked', ALICE.address];
const contract = (tool: 'foundry' | 'hardhat', ...line: string[]) =>
  runToEnd(['contract', ...line, '--project', join(FIXTURES, tool), '--rpc-url', node.url]);
const addressIn = (out: string) => /contract {5}(0x[0-9a-fA-F]{40})\n/.exec(out)?.[1] ?? '';

beforeAll(async () => {
  node = await startProgram(['dev']);
  mkdirSync(keystore);
  writeFileSync(passwordFile, 'pass');
  saveKeystore(keystore, fromHex(BOB.address), await encryptKey(BOB.key, 'pass', { N: 2, r: 1, p: 1 }));
  sums = addressIn((await contract('foundry', 'deploy', 'Sums', ...unlocked)).out);
  const made = await contract(
    'foundry',
    'deploy',
    'Ledger',
    'limit_=100',
    'title_=a=b',
    '--library',
    `Sums=${sums}`,
    ...unlocked,
  );
  expect(made.error).toBe('');
  ledger = addressIn(made.out);
}, 30_000);
afterAll(async () => {
  await node?.end('SIGTERM');
});

describe('xai contract', () => {
  test('deployed with a library and arguments by name; verify agrees, immutables and links aside', async () => {
    expect(ledger).toMatch(/^0x/);
    expect((await contract('foundry', 'call', 'Ledger', 'title', '--at', ledger)).out).toBe('"a=b"\n');
    expect((await contract('foundry', 'call', 'Ledger', 'limit', '--at', ledger)).out).toBe('"100"\n');
    expect(await contract('foundry', 'verify', 'Ledger', '--at', ledger)).toMatchObject({
      status: 0,
      error: '',
    });
    expect(await contract('foundry', 'verify', 'Sums', '--at', sums)).toMatchObject({ status: 0 });
    expect(await contract('foundry', 'verify', 'Sums', '--at', ledger)).toMatchObject({ status: 1 });
  }, 20_000);

  test('a dry run sends nothing; a deployment from a keystore is signed here', async () => {
    const line = [
      'deploy',
      'Sums',
      '--account',
      BOB.address,
      '--keystore',
      keystore,
      '--password-file',
      passwordFile,
    ];
    const nonce = () => node.call('eth_getTransactionCount', BOB.address, 'latest');
    const before = await nonce();
    const dry = await contract('hardhat', ...line, '--dry-run');
    expect(dry.out).toMatch(/gas {10}\d+ estimated, \d+ at most\ncost {9}0\.\d+ XAI estimated/);
    expect(dry.out).toContain('nothing was sent');
    expect(await nonce()).toBe(before);
    const sent = await contract('hardhat', ...line);
    expect(sent.error).toBe('');
    expect(sent.out).toMatch(/status {7}succeeded\n/);
    const own = addressIn(sent.out);
    expect(await contract('hardhat', 'verify', 'Sums', '--at', own)).toMatchObject({ status: 0 });
    // The same source, another compilation: Foundry's and Hardhat's settings give the same code.
    expect(await contract('foundry', 'verify', 'Sums', '--at', own)).toMatchObject({ status: 0 });
  }, 20_000);

  test('send prints the events, and a revert in the words of the contract', async () => {
    const sent = await contract(
      'foundry',
      'send',
      'Ledger',
      'add',
      '40',
      'first',
      '--at',
      ledger,
      ...unlocked,
    );
    expect(sent.error).toBe('');
    expect(sent.out).toContain(
      'event        Added {"owner":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","amount":"40","note":"first"}',
    );
    const refused = await contract(
      'foundry',
      'send',
      'Ledger',
      'add',
      '61',
      'x',
      '--at',
      ledger,
      ...unlocked,
    );
    expect(refused).toMatchObject({ status: 1, error: 'error: it reverts: TooMuch("101", "100")\n' });
    const entries = `[{"owner":"XAI${BOB.address.slice(2)}","amount":"5"},["${ALICE.address}",6]]`;
    const all = ['send', 'Ledger', 'addAll', entries, '--at', ledger, ...unlocked, '--value', '0'];
    expect((await contract('foundry', ...all)).error).toBe('');
    const read = await contract('foundry', 'call', 'Ledger', 'all', '--at', ledger);
    expect(JSON.parse(read.out)).toMatchObject([{ amount: '40' }, { amount: '5' }, { amount: '6' }]);
    const events = await contract('foundry', 'events', 'Ledger', 'Added', '--at', ledger);
    expect(JSON.parse(events.out)).toMatchObject({
      event: 'Added',
      arguments: { amount: '40', note: 'first' },
    });
  }, 20_000);

  test.each([
    [
      ['deploy', 'Ledger', 'a', '1', ...unlocked],
      'needs the libraries src/Ledger.sol:Sums: give --library Sums=0x…',
    ],
    [
      ['deploy', 'Ledger', 'title_=a', '--library', `Sums=0x${'11'.repeat(20)}`, ...unlocked],
      '"limit_" is missing',
    ],
    [['deploy', 'Nothing', ...unlocked], 'has no compiled contract Nothing'],
    [['deploy', 'Sums'], 'say who sends'],
    [['call', 'Ledger', 'nothing', '--at', BOB.address], 'there is no function nothing'],
    [['call', 'Ledger', 'title'], 'say where the contract is'],
    [['call', 'Ledger', 'title', '--at', BOB.address], 'no Ledger answers'],
    [['events', 'Ledger', 'Nothing', '--at', BOB.address], 'has no event Nothing'],
    [['verify', 'Ledger', '--at', BOB.address], 'no contract stands'],
  ])('%j says what is wrong', async (line, words) => {
    let error = '';
    const here = ['--project', join(FIXTURES, 'foundry'), '--rpc-url', node.url];
    const status = await runProgram(COMMANDS, ['contract', ...line, ...here], {
      environment: {},
      writeOut: () => {},
      writeError: (text) => {
        error += text;
      },
    });
    expect(status).toBe(1);
    expect(error).toContain(words);
  });
});
