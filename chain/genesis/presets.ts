import { predeployAlloc, SYSTEM_CONTRACTS } from './predeploys.ts';
import type { JsonObject } from './values.ts';

/** A chain that this node knows by name. */
export interface Preset {
  readonly name: string;
  /** seconds between blocks */
  readonly blockTime: bigint;
  /**
   * Its genesis document. The accounts of the modules and of the first holders, whom every node of the chain must be told
   * alike, come to it on another floor; what nobody holds of the supply is the treasury's.
   */
  readonly document: JsonObject;
}

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
  return {
    name,
    blockTime: BLOCK_TIME,
    document: {
      config: { chainId, ...ALL_FORKS, xai: { modules, supply: TOTAL_SUPPLY.toString() } },
      timestamp: '0x6955b900', // 2026-01-01 00:00:00 UTC
      extraData: `0x${Buffer.from(name, 'utf8').toString('hex')}`,
      gasLimit: 30_000_000,
      difficulty: 0,
      baseFeePerGas: 1_000_000_000,
      alloc: predeployAlloc(SYSTEM_CONTRACTS),
    },
  };
}
