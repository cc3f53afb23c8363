import { type Genesis, parseGenesis } from '../../chain/genesis/parse.ts';
import { type Preset, presetByName } from '../../chain/genesis/presets.ts';
import { asObject, parseJson } from '../../chain/genesis/values.ts';
import { expandGenesis, requireHolder } from '../../modules/genesis/expand.ts';
import { FOUNDING_KEYS } from '../../modules/genesis/founding.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import { readGenesisFile, readText } from '../dev/genesis.ts';

/** The data directory, which a persistent chain cannot do without. */
export function requiredDataDir({ dataDir }: Settings): string {
  if (dataDir === undefined)
    throw new ConfigError('missing', 'where is the chain kept? Give --data-dir DIRECTORY');
  return dataDir;
}

/** The chain that --network or --genesis names; undefined when neither is given. Throws ConfigError, GenesisError, ModuleGenesisError. */
export function chosenGenesis({ network, genesis, holders }: Settings): Genesis | undefined {
  if (network !== undefined && genesis !== undefined) {
    throw new ConfigError('conflict', 'give --network or --genesis, not both');
  }
  if (holders !== undefined && network === undefined) {
    throw new ConfigError('conflict', '--holders goes with --network: a genesis file has them in config.xai');
  }
  if (genesis !== undefined) return readGenesisFile(genesis);
  const preset = network === undefined ? undefined : presetByName(network);
  return preset && builtInGenesis(preset, holders);
}

/** A built-in chain with the holders of a file, without which nobody could ever vote there. */
function builtInGenesis({ name, document }: Preset, holders: string | undefined): Genesis {
  if (holders === undefined) {
    throw new ConfigError(
      'missing',
      `who holds the first XAI of ${name}? Give --holders FILE, the same on every node, with {"holders": ` +
        '{"0x…": {"balance": "wei", "stake": "wei"}}, "auditors": ["0x…"], "guardian": "0x…"} (docs/governance/GENESIS.md)',
    );
  }
  const given = asObject(parseJson(readText(holders, '--holders')), 'holders');
  const stranger = Object.keys(given).find((key) => !(FOUNDING_KEYS as readonly string[]).includes(key));
  if (stranger !== undefined) {
    throw new ConfigError(
      'unknown-key',
      `--holders ${holders}: ${stranger} is not known there (${FOUNDING_KEYS.join(', ')})`,
    );
  }
  const config = asObject(document.config, 'config');
  const xai = { ...asObject(config.xai, 'config.xai'), ...given };
  const expanded = expandGenesis({ ...document, config: { ...config, xai } });
  requireHolder(expanded);
  return parseGenesis(expanded, name);
}
