import { beforeAll, expect, test } from 'bun:test';
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  ALICE,
  BOB,
  GENESIS,
  type Installation,
  runToEnd,
  startProgram,
  transfer,
} from '../../src/program.ts';
import { temporaryDirectory } from '../../src/temporary.ts';

/*
 * The single binary, built of a copy of the sources that is gone afterwards, in a directory that holds nothing else, and run
 * with an empty environment: everything that is looked up on disk or in node_modules would be missed here.
 */
const ROOT = resolve(import.meta.dir, '..', '..', '..');
const SOURCES = [
  'package.json',
  'tsconfig.json',
  'scripts',
  'src',
  'rpc',
  'chain',
  'modules',
  'vm',
  'storage',
  'sdk',
];
const directory = temporaryDirectory();
const bare = join(directory, 'bare');
const xai = join(bare, 'xai');

beforeAll(() => {
  mkdirSync(bare);
  const copy = join(directory, 'sources');
  for (const part of SOURCES) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const built = join(directory, 'built');
  const build = Bun.spawnSync(
    [process.execPath, join(copy, 'scripts', 'build', 'build.ts'), '--outfile', built],
    { cwd: copy },
  );
  if (!build.success) throw new Error(build.stderr.toString());
  rmSync(copy, { recursive: true });
  copyFileSync(built, xai);
}, 60_000);

const installation: Installation = { command: [xai], directory: bare, environment: {} };
const run = (...line: string[]) => runToEnd(line, {}, installation);
const start = (...line: string[]) => startProgram(line, installation);

test('tells its version and explains itself', async () => {
  expect((await run('version')).out).toStartWith('xai ');
  expect((await run('--help')).out).toContain('start');
  expect(await run('strat')).toMatchObject({ status: 2, error: expect.stringContaining('start') });
});

const zeros = (size: number) => '00'.repeat(size);
/** The zero polynomial's commitment, and its versioned hash (EIP-4844). */
const NOTHING = `c0${zeros(47)}`;
const HASH_OF_NOTHING = '010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014';

/** Precompiles whose libraries are parts of their own: address, input, output. */
const PRECOMPILES: readonly (readonly [address: string, input: string, output: string])[] = [
  ['06', zeros(128), zeros(64)],
  ['08', '', `${zeros(31)}01`],
  [
    '0a',
    HASH_OF_NOTHING + zeros(64) + NOTHING + NOTHING,
    `${zeros(30)}100073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001`,
  ],
  ['0b', zeros(256), zeros(128)],
  ['0100', zeros(160), ''],
];

test('is a development chain: accounts, blocks, precompiles', async () => {
  const node = await start('dev');
  const [from] = await node.call<string[]>('eth_accounts');
  const hash = await node.call('eth_sendTransaction', { from, to: BOB.address, value: '0x1' });
  expect(await node.call<object>('eth_getTransactionReceipt', hash)).toMatchObject({ status: '0x1' });
  for (const [address, input, output] of PRECOMPILES) {
    const to = `0x${address.padStart(40, '0')}`;
    expect(await node.call<string>('eth_call', { to, data: `0x${input}` })).toBe(`0x${output}`);
  }
  expect(await node.end('SIGTERM')).toBe(0);
});

/** PUSH4 2^18, then counted down: PUSH4 JUMPDEST PUSH1 1 SWAP1 SUB DUP1 PUSH1 5 JUMPI STOP. */
const COUNTS_DOWN = '0x63000400005b600190038060055700';

test('compiles contracts in a thread of its own', async () => {
  const node = await start('dev');
  const [from] = await node.call<string[]>('eth_accounts');
  const busy = { [BOB.address]: { code: COUNTS_DOWN } };
  for (let i = 0; i < 10; i++) await node.call('eth_call', { from, to: BOB.address }, 'latest', busy);
  await Bun.sleep(500);
  expect(await node.end('SIGTERM')).toBe(0);
  expect(await node.errors).toBe('');
});

test('keeps a chain over a restart, exports it and imports it', async () => {
  writeFileSync(join(bare, 'genesis.json'), JSON.stringify(GENESIS));
  expect((await run('init', '--genesis', 'genesis.json', '--data-dir', 'chain')).status).toBe(0);
  const first = await start('start', '--data-dir', 'chain', '--block-time', '0.1');
  await first.call('eth_sendRawTransaction', transfer(4242n, 0n));
  while ((await first.call<string>('eth_getTransactionCount', ALICE.address, 'latest')) === '0x0') {
    await Bun.sleep(20);
  }
  expect(await first.end('SIGTERM')).toBe(0);
  const second = await start('start', '--data-dir', 'chain', '--no-mining');
  expect(await second.call<string>('eth_getTransactionCount', ALICE.address, 'latest')).toBe('0x1');
  expect(await second.end('SIGTERM')).toBe(0);
  const third = await start('start', '--data-dir', 'chain', '--no-mining', '--rpc-workers', '2');
  expect(await third.call<string>('eth_getTransactionCount', ALICE.address, 'latest')).toBe('0x1');
  expect(await third.call<object>('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' });
  expect(await third.end('SIGTERM')).toBe(0);
  expect((await run('export', 'blocks.rlp', '--data-dir', 'chain')).status).toBe(0);
  expect((await run('init', '--genesis', 'genesis.json', '--data-dir', 'copy')).status).toBe(0);
  const imported = await run('import', 'blocks.rlp', '--data-dir', 'copy');
  expect(imported.status).toBe(0);
  expect(imported.error).not.toContain('thread');
});

test('leaves nothing but the chain beside it', () => {
  expect(readdirSync(bare).sort()).toEqual(['blocks.rlp', 'chain', 'copy', 'genesis.json', 'xai']);
});
