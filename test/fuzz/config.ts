import { blobBaseFee } from '../../chain/fees/blobFee.ts';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { type Rules, rulesOf } from '../../vm/rules/rules.ts';
import type { FuzzCase } from './case.ts';

export const CHAIN_ID = 1n;

/** Mainnet's parameters, every fork to be asked for by name. */
export const CONFIG: ChainConfig = {
  chainId: CHAIN_ID,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: fromHex('00000000219ab540356cbb839cbe05303d7705fa'),
  blobSchedule: new Map([
    ['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }],
    ['prague', { target: 6n, max: 9n, baseFeeUpdateFraction: 5_007_716n }],
    ['bpo1', { target: 10n, max: 15n, baseFeeUpdateFraction: 8_346_193n }],
    ['bpo2', { target: 14n, max: 21n, baseFeeUpdateFraction: 11_684_671n }],
  ]),
  name: 'fuzz',
};

export function rulesFor({ fork }: FuzzCase): Rules {
  return rulesOf(CONFIG, fork);
}

/** The block as our execution sees it. */
export function environmentFor(item: FuzzCase): BlockEnvironment {
  const { number, timestamp, coinbase, gasLimit, baseFee, difficulty, prevRandao, excessBlobGas } =
    item.block;
  const rules = rulesFor(item);
  return {
    number,
    timestamp,
    coinbase,
    gasLimit,
    baseFee: rules.has('london') ? baseFee : undefined,
    difficulty: rules.has('merge') ? 0n : difficulty,
    prevRandao,
    blobBaseFee: rules.blobs === undefined ? undefined : blobBaseFee(excessBlobGas, rules.blobs),
    parentBeaconRoot: undefined,
    blockHash: (n) => (n < number && n + 256n >= number ? formerHash(n) : undefined),
  };
}

/** The hash of a block before the case's. */
export function formerHash(number: bigint): Uint8Array {
  return keccak256(Buffer.from(number.toString()));
}
