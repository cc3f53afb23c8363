import { EMPTY_BYTES, fromHex } from '../storage/encoding/bytes.ts';
import type { StateReader } from '../storage/state/reader.ts';
import type { BlockEnvironment } from '../vm/environment.ts';
import { rulesOf } from '../vm/rules/rules.ts';

/*
 * A chain on which nothing has happened, for contracts that are run apart from any real one: genesis being made, rules
 * being tried.
 */

/** 20 bytes: who calls modules where no account does. */
export const SYSTEM_CALLER = fromHex('fffffffffffffffffffffffffffffffffffffffe');

/** Rules that every chain with modules has from its first block on. */
export const CANCUN_RULES = rulesOf(
  {
    name: 'modules alone',
    chainId: 1n,
    activations: new Map(),
    terminalTotalDifficulty: 0n,
    daoForkSupport: false,
    depositContract: new Uint8Array(20),
    blobSchedule: new Map([['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }]]),
  },
  'cancun',
);

/** No account, no slot, no code. */
export const EMPTY_STATE: StateReader = {
  account: () => undefined,
  slot: () => EMPTY_BYTES,
  code: () => EMPTY_BYTES,
};

/** What code sees of the block with this number, which is its time in seconds too. */
export function emptyBlock(number: bigint): BlockEnvironment {
  return {
    number,
    timestamp: number,
    coinbase: new Uint8Array(20),
    gasLimit: 1_000_000_000n,
    baseFee: 0n,
    difficulty: 0n,
    prevRandao: new Uint8Array(32),
    blobBaseFee: 1n,
    parentBeaconRoot: new Uint8Array(32),
    blockHash: () => undefined,
  };
}
