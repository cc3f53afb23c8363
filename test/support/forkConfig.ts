/**
 * The forks of a genesis.json, in geth's names, with everything up to Shanghai in force from the first block: the last fork
 * whose blocks need no system contract. The chain id is the caller's.
 */
export const SHANGHAI_FROM_GENESIS = {
  homesteadBlock: 0,
  eip150Block: 0,
  eip155Block: 0,
  eip158Block: 0,
  byzantiumBlock: 0,
  constantinopleBlock: 0,
  petersburgBlock: 0,
  istanbulBlock: 0,
  berlinBlock: 0,
  londonBlock: 0,
  terminalTotalDifficulty: 0,
  shanghaiTime: 0,
} as const;

/** The same up to Prague. */
export const PRAGUE_FROM_GENESIS = {
  ...SHANGHAI_FROM_GENESIS,
  cancunTime: 0,
  pragueTime: 0,
  blobSchedule: {
    cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
    prague: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
  },
} as const;
