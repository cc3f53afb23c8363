import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { rulesOf } from '../../vm/rules/rules.ts';

/** What the engines' benchmarks run in. */
export const CALLER = new Uint8Array(20).fill(0xaa);
export const CONTRACT = new Uint8Array(20).fill(0xcc);

const CONFIG: ChainConfig = {
  chainId: 1n,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: CONTRACT,
  blobSchedule: new Map(),
  name: 'bench',
};

export const BLOCK: BlockEnvironment = {
  number: 1n,
  timestamp: 1n,
  coinbase: CALLER,
  gasLimit: 2n ** 40n,
  baseFee: 0n,
  difficulty: 0n,
  prevRandao: new Uint8Array(32),
  blobBaseFee: 1n,
  parentBeaconRoot: undefined,
  blockHash: () => undefined,
};

export const OSAKA = rulesOf(CONFIG, 'osaka');
