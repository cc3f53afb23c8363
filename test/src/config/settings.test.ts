import { describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentName, flagName } from '../../../src/config/option.ts';
import { OPTIONS, type OptionKey, optionsOf } from '../../../src/config/options.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { temporaryDirectory } from '../temporary.ts';

const directory = temporaryDirectory();

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const flags = (values: Partial<Record<OptionKey, string>>) =>
  new Map(Object.entries(values)) as ReadonlyMap<OptionKey, string>;

describe('settings', () => {
  test('hold the defaults when nothing is given', () => {
    const settings = readSettings('dev', new Map(), {});
    expect(settings.port).toBe(8545);
    expect(settings.host).toBe('127.0.0.1');
    expect(settings.accounts).toBe(10);
    expect(settings.balance).toBe(10_000n * 10n ** 18n);
    expect(settings.blockTime).toBeUndefined();
  });

  test('come from defaults < file < environment < flags', () => {
    const config = file('order.toml', 'port = 1\nhost = "h1"\nblock-time = 1.5\naccounts = 3\n');
    const environment = { XAI_CONFIG: config, XAI_PORT: '2', XAI_HOST: 'h2', XAI_BLOCK_TIME: '' };
    const settings = readSettings('dev', flags({ port: '3' }), environment);
    expect(settings.port).toBe(3);
    expect(settings.host).toBe('h2');
    expect(settings.blockTime).toBe(1500);
    expect(settings.accounts).toBe(3);
    expect(settings.chainId).toBeUndefined();
  });

  test('are read from xai.toml of the data directory, which need not be there', () => {
    file(
      'xai.toml',
      'port = 7777\nallow_origin = ["https://a.example", "https://b.example"]\nno-cors = true\n',
    );
    const settings = readSettings('start', flags({ dataDir: directory }), {});
    expect(settings.port).toBe(7777);
    expect(settings.allowOrigin).toEqual(['https://a.example', 'https://b.example']);
    expect(settings.noCors).toBe(true);
    expect(readSettings('start', flags({ dataDir: join(directory, 'none') }), {}).port).toBe(8545);
  });

  test('of other commands may stand in the same file', () => {
    const config = file('other.toml', 'network = "xai-testnet"\nport = 9\n');
    expect(readSettings('dev', flags({ config }), {}).network).toBeUndefined();
    expect(readSettings('start', flags({ config }), {}).network).toBe('xai-testnet');
  });

  test.each([
    [{ port: '65536' }, '--port 65536: must be a whole number from 0 to 65535'],
    [{ port: '12a' }, '--port 12a: must be a whole number from 0 to 65535'],
    [{ blockTime: '0' }, '--block-time 0: must be a number of seconds from 0.001 to 2000000'],
    [{ order: 'tips' }, '--order tips: must be one of fees, fifo'],
    [{ balance: '-1' }, '--balance -1: must be an amount such as 10000 or 0.5'],
    [{ feeRecipient: '0x12' }, '--fee-recipient 0x12: must be an address: 0x and 40 hexadecimal digits'],
    [
      { chainId: '1e3' },
      '--chain-id 1e3: must be a whole number of at most 64 bits, in decimal or 0x hexadecimal',
    ],
    [{ config: '/nowhere/xai.toml' }, '--config /nowhere/xai.toml: there is no such file'],
  ])('refuse %p', (values, message) => {
    expect(() => readSettings('dev', flags(values), {})).toThrow(message);
  });

  test('name the variable or file that a wrong value came from', () => {
    expect(() => readSettings('dev', new Map(), { XAI_SILENT: 'maybe' })).toThrow(
      'XAI_SILENT=maybe: must be true or false',
    );
    const wrong = file('wrong.toml', 'gas-limit = "much"\n');
    expect(() => readSettings('dev', flags({ config: wrong }), {})).toThrow(
      'gas-limit = much: must be a whole number of at most 64 bits',
    );
    const misspelt = file('misspelt.toml', 'blocktime = 1\n');
    expect(() => readSettings('dev', flags({ config: misspelt }), {})).toThrow(
      `${misspelt}: there is no setting "blocktime" (did you mean block-time?)`,
    );
    const broken = file('broken.toml', 'port = = 1\n');
    expect(() => readSettings('dev', flags({ config: broken }), {})).toThrow(`${broken}: not valid TOML`);
    const table = file('table.toml', '[port]\nnumber = 1\n');
    expect(() => readSettings('dev', flags({ config: table }), {})).toThrow('port must be a text, a number');
  });
});

describe('the table of options', () => {
  test('derives names', () => {
    expect(flagName('blockTime')).toBe('block-time');
    expect(flagName('disableDefaultCreate2Deployer')).toBe('disable-default-create2-deployer');
    expect(environmentName('rpcLogRange')).toBe('XAI_RPC_LOG_RANGE');
  });

  test.each(['dev', 'start', 'init', 'import', 'export'] as const)('gives %s no flag twice', (command) => {
    const spellings = optionsOf(command).flatMap(([key, option]) => [
      `--${flagName(key)}`,
      ...(option.aliases ?? []).map((alias) => `--${alias}`),
      ...(option.short === undefined ? [] : [`-${option.short}`]),
    ]);
    expect(new Set(spellings).size).toBe(spellings.length);
  });

  test('has a default of the kind that its values are of', () => {
    for (const [key, option] of Object.entries(OPTIONS)) {
      const { fallback } = option;
      if (typeof fallback !== 'number' && typeof fallback !== 'bigint' && typeof fallback !== 'string')
        continue;
      if ('fallbackText' in option) continue;
      expect([key, option.kind.parse(String(fallback))]).toEqual([key, fallback]);
    }
  });
});
