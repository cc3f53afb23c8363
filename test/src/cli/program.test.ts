import { describe, expect, test } from 'bun:test';
import type { CliCommand } from '../../../src/cli/command.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { ConfigError } from '../../../src/config/errors.ts';
import type { Settings } from '../../../src/config/options.ts';
import { VERSION } from '../../../src/version.ts';

/** Runs a line against commands that only note what reached them. */
async function run(line: string, fail?: Error) {
  let out = '';
  let error = '';
  let seen: { settings: Settings; argument: string } | undefined;
  const common = { summary: 'sum', description: 'One\nline.', examples: [['xai dev', 'run']] as const };
  const note = async (settings: Settings, argument: string) => {
    if (fail !== undefined) throw fail;
    seen = { settings, argument };
    return 0;
  };
  const commands: CliCommand[] = [
    { ...common, name: 'dev', refusesAnvilFlags: true, run: note },
    { ...common, name: 'import', argument: { name: 'file', description: 'a file' }, run: note },
  ];
  const status = await runProgram(commands, line.split(' ').filter(Boolean), {
    environment: {},
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
  });
  return { status, out, error, seen };
}

describe('the command line', () => {
  test.each([
    ['dev --port 9545 -a 3 -b 2', { port: 9545, accounts: 3, blockTime: 2000 }],
    ['dev -p 1 --block-base-fee-per-gas 7 --blockTime 0.5', { port: 1, baseFee: 7n, blockTime: 500 }],
    ['dev --no-mine --auto-unlock --quiet', { noMining: true, autoImpersonate: true, silent: true }],
    ['dev --no-mining --no-cors', { noMining: true, noCors: true }],
    ['dev --prune-history --mnemonic-random', { pruneHistory: 0, mnemonicRandom: '12' }],
    ['dev --prune-history 5 --mnemonic-random 24', { pruneHistory: 5, mnemonicRandom: '24' }],
    [
      'dev --init genesis.json --steps-tracing -vvv',
      { genesis: 'genesis.json', stepsTracing: true, verbose: true },
    ],
    ['dev --hardfork paris --chain-id 0x10', { hardfork: 'merge', chainId: 16n }],
    ['dev', { noMining: false, noCors: false, hardfork: 'osaka' }],
  ])('%s', async (line, expected) => {
    const { status, seen, error } = await run(line);
    expect(error).toBe('');
    expect(status).toBe(0);
    expect(seen?.settings).toMatchObject(expected as object);
  });

  test('hands over the argument', async () => {
    expect((await run('import blocks.gz --data-dir d')).seen).toMatchObject({
      argument: 'blocks.gz',
      settings: { dataDir: 'd' },
    });
  });

  test.each([
    ['dve', "unknown command 'dve'", 'Did you mean dev?'],
    ['dev --prot 1', "unknown option '--prot'", 'Did you mean --port?'],
    ['dev --port', "option '-p, --port <number>' argument missing", 'xai dev --help'],
    ['dev --port x', '--port x: must be a whole number from 0 to 65535', ''],
    ['dev extra', 'too many arguments', 'xai dev --help'],
    ['import', "missing required argument 'file'", 'xai import --help'],
    ['dev --fork-url http://x', '--fork-url: forking a remote chain is not possible', ''],
    ['dev --ipc', '--ipc: there is no IPC socket; use HTTP or WebSocket', ''],
    ['', 'Usage: xai', 'Commands:'],
  ])('%p is misuse', async (line, first, second) => {
    const { status, out, error, seen } = await run(line);
    expect({ status, out, seen }).toEqual({ status: 2, out: '', seen: undefined });
    expect(error).toContain(first);
    expect(error).toContain(second);
    expect(error).not.toContain('    at ');
  });

  test('explains itself', async () => {
    const program = await run('--help');
    expect(program.status).toBe(0);
    expect(program.out).toContain('XAI_BLOCK_TIME');
    const dev = await run('help dev');
    expect(dev.status).toBe(0);
    expect(dev.out).toContain('Examples:');
    for (const word of [
      '-p, --port <number>',
      '(default: 8545)',
      'Accounts:',
      '--mixed-mining',
      '--code-size-limit',
    ]) {
      expect(dev.out).toContain(word);
    }
    expect(dev.out).not.toContain('--fork-url');
    // --help itself stands last, in a group of its own
    expect(dev.out.indexOf('\nOptions:')).toBeGreaterThan(dev.out.indexOf('\nConfiguration:'));
    // and lines break at the terminal's width alone
    expect(dev.out).toContain('One line.');
  });

  test('tells its version', async () => {
    expect((await run('version')).out).toBe(
      `xai ${VERSION} (Bun ${Bun.version}, ${process.platform}-${process.arch})\n`,
    );
    expect((await run('-V')).out).toBe(`${VERSION}\n`);
  });

  test('ends with 2 for settings, 1 for what the system refuses, and a stack only for faults of the program', async () => {
    expect(await run('dev', new ConfigError('missing', 'give --data-dir'))).toMatchObject({
      status: 2,
      error: 'error: give --data-dir\n',
    });
    const refused = Object.assign(new Error('address in use'), { code: 'EADDRINUSE' });
    expect(await run('dev', refused)).toMatchObject({ status: 1, error: 'error: address in use\n' });
    const unfit = Object.assign(new Error('EINVAL, listen'), { code: 'EINVAL', syscall: 'listen' });
    expect((await run('dev', unfit)).error).toBe(
      'error: is --host an address of this machine? EINVAL, listen\n',
    );
    expect((await run('dev', new Error('a fault'))).error).toContain('    at ');
  });
});
