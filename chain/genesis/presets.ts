import { type Genesis, parseGenesis } from './parse.ts';
import { type AllocEntry, predeployAlloc, SYSTEM_CONTRACTS } from './predeploys.ts';

/** A chain that this node knows by name. */
export interface Preset {
  readonly name: string;
  /** seconds between blocks */
  readonly blockTime: bigint;
  /** name of the modules' preset */
  readonly modules: string;
  /** The chain's beginning, with the accounts of its modules, which another floor makes. */
  genesis(modules: Readonly<Record<string, AllocEntry>>): Genesis;
}

/** Holds the whole supply at genesis until governance hands it out: the Treasury, whose address spells `XAI`. */
const GENESIS_TREASURY = '0x5841490000000000000000000000000000000006';

/** 121,000,000 XAI of 18 decimals, in wei. */
export const TOTAL_SUPPLY = 121_000_000n * 10n ** 18n;

/** Seconds between blocks upstream. */
const BLOCK_TIME = 120n;

/** Every fork that needs no blob schedule of its own, in force from block 0. */
const ALL_FORKS = {
  homesteadBlock: 0,
  eip150Block: 0,
  eip155Block: 0,
  eip158Block: 0,
  byzantiumBlock: 0,
  constantinopleBlock: 0,
  petersburgBlock: 0,
  istanbulBlock: 0,
  muirGlacierBlock: 0,
  berlinBlock: 0,
  londonBlock: 0,
  arrowGlacierBlock: 0,
  grayGlacierBlock: 0,
  terminalTotalDifficulty: 0,
  shanghaiTime: 0,
  cancunTime: 0,
  pragueTime: 0,
  osakaTime: 0,
};

/** The chains known by name. */
export const PRESETS: readonly Preset[] = [
  xaiPreset('xai-mainnet', 22593, 'mainnet'),
  xaiPreset('xai-testnet', 43981, 'testnet'),
];

/** The preset of this name; undefined when there is none. */
export function presetByName(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

function xaiPreset(name: string, chainId: number, modules: string): Preset {
  const document = (alloc: Readonly<Record<string, AllocEntry>>) => ({
    config: { chainId, ...ALL_FORKS, xai: { modules } },
    timestamp: '0x6955b900', // 2026-01-01 00:00:00 UTC
    extraData: `0x${Buffer.from(name, 'utf8').toString('hex')}`,
    gasLimit: 30_000_000,
    difficulty: 0,
    baseFeePerGas: 1_000_000_000,
    alloc: {
      ...alloc,
      [GENESIS_TREASURY]: { ...alloc[GENESIS_TREASURY], balance: TOTAL_SUPPLY.toString() },
      ...predeployAlloc(SYSTEM_CONTRACTS),
    },
  });
  return {
    name,
    blockTime: BLOCK_TIME,
    modules,
    genesis: (alloc) => parseGenesis(document(alloc), name),
  };
}
