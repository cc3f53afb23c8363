import { describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flagName } from '../../src/config/option.ts';
import { type OptionKey, optionsOf } from '../../src/config/options.ts';
import { readSettings } from '../../src/config/settings.ts';
import { temporaryDirectory } from '../src/temporary.ts';

/** The files that operators copy name flags and settings: each must be one that `xai start` takes, with such a value. */
const DEPLOY = join(import.meta.dir, '..', '..', 'deploy');
const directory = temporaryDirectory();
const text = (name: string) => readFileSync(join(DEPLOY, name), 'utf8');
const keys = new Map(optionsOf('start').map(([key]) => [`--${flagName(key)}`, key]));

/** The settings of a list of `--flag=value`. */
function settingsOf(words: readonly string[]) {
  const flags = words.map((word) => {
    const [flag = '', value = 'true'] = word.split(/=(.*)/s);
    const key = keys.get(flag);
    if (key === undefined) throw new Error(`xai start has no ${flag}`);
    return [key, value] as [OptionKey, string];
  });
  return readSettings('start', new Map(flags), {});
}

describe('compose.yaml', () => {
  interface Service {
    readonly command: readonly string[];
    readonly volumes: readonly string[];
    readonly ports?: readonly string[];
  }
  const { services } = Bun.YAML.parse(text('compose.yaml')) as { services: Record<string, Service> };

  test('has a producer and two followers, whose flags xai start takes', () => {
    const nodes = Object.entries(services).map(
      ([
        name,
        {
          command: [command, ...words],
        },
      ]) => {
        expect(command).toBe('start');
        return [name, settingsOf(words)] as const;
      },
    );
    expect(nodes.filter(([, { follow }]) => follow.length === 0).map(([name]) => name)).toEqual(['producer']);
    expect(nodes.filter(([, { follow }]) => follow[0] === 'http://producer:8545')).toHaveLength(2);
    expect(new Map(nodes).get('producer')?.allowedHosts).toContain('producer');
  });

  test('gives each a volume of its own and publishes ports on loopback alone', () => {
    const volumes = Object.values(services).flatMap((service) => service.volumes);
    expect(new Set(volumes).size).toBe(volumes.length);
    for (const port of Object.values(services).flatMap(({ ports = [] }) => ports))
      expect(port).toStartWith('127.0.0.1:');
  });
});

test('xai.toml holds settings that xai start takes, those in comments included', () => {
  const config = join(directory, 'xai.toml');
  const whole = text('xai.toml').replaceAll(/^# (?=[a-z-]+ = )/gm, '');
  expect(whole).toContain('\nblock-time = 2\n');
  writeFileSync(config, whole);
  const settings = readSettings('start', new Map([['config', config]]), {});
  expect(settings.network).toBe('xai-testnet');
  expect(settings.holders).toBe('/etc/xai/holders.json');
  expect(settings.follow).toEqual(['http://10.0.0.1:8545']);
  expect(settings.wsApi).toEqual(['eth']);
});
