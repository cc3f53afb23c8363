import type { Genesis } from '../../chain/genesis/parse.ts';
import { presetByName } from '../../chain/genesis/presets.ts';
import { moduleAlloc } from '../../modules/genesis/alloc.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import { readGenesisFile } from '../dev/genesis.ts';

/** The data directory, which a persistent chain cannot do without. */
export function requiredDataDir({ dataDir }: Settings): string {
  if (dataDir === undefined)
    throw new ConfigError('missing', 'where is the chain kept? Give --data-dir DIRECTORY');
  return dataDir;
}

/** The chain that --network or --genesis names; undefined when neither is given. */
export function chosenGenesis({ network, genesis }: Settings): Genesis | undefined {
  if (network !== undefined && genesis !== undefined) {
    throw new ConfigError('conflict', 'give --network or --genesis, not both');
  }
  if (genesis !== undefined) return readGenesisFile(genesis);
  const preset = network === undefined ? undefined : presetByName(network);
  return preset?.genesis(moduleAlloc(preset));
}
