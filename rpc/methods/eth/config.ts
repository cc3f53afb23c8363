import { Type } from '@sinclair/typebox';
import { forkId } from '../../../chain/genesis/forkId.ts';
import { bytesToBigInt, toHex } from '../../../storage/encoding/bytes.ts';
import {
  BEACON_ROOTS_CONTRACT,
  CONSOLIDATION_REQUEST_CONTRACT,
  HISTORY_CONTRACT,
  WITHDRAWAL_REQUEST_CONTRACT,
} from '../../../vm/block/systemContracts.ts';
import { precompileAddresses } from '../../../vm/precompiles/addresses.ts';
import { FORKS, type ForkName } from '../../../vm/rules/forks.ts';
import { type Rules, rulesOf } from '../../../vm/rules/rules.ts';
import type { ChainReader } from '../../context/chain.ts';
import { quantityHex } from '../../format/hex.ts';
import type { Method } from '../../method.ts';
import { orNull } from '../../schema/results.ts';
import { Address, Hash32, Quantity, Quantity64, Text } from '../../schema/scalar.ts';

/** The names of EIP-7910, by the number that the address is. */
const PRECOMPILE_NAMES: ReadonlyMap<bigint, string> = new Map([
  [0x01n, 'ECREC'],
  [0x02n, 'SHA256'],
  [0x03n, 'RIPEMD160'],
  [0x04n, 'ID'],
  [0x05n, 'MODEXP'],
  [0x06n, 'BN254_ADD'],
  [0x07n, 'BN254_MUL'],
  [0x08n, 'BN254_PAIRING'],
  [0x09n, 'BLAKE2F'],
  [0x0an, 'KZG_POINT_EVALUATION'],
  [0x0bn, 'BLS12_G1ADD'],
  [0x0cn, 'BLS12_G1MSM'],
  [0x0dn, 'BLS12_G2ADD'],
  [0x0en, 'BLS12_G2MSM'],
  [0x0fn, 'BLS12_PAIRING_CHECK'],
  [0x10n, 'BLS12_MAP_FP_TO_G1'],
  [0x11n, 'BLS12_MAP_FP2_TO_G2'],
  [0x100n, 'P256VERIFY'],
]);

const ForkConfig = Type.Object(
  {
    activationTime: Type.Number(),
    blobSchedule: orNull(
      Type.Object(
        { baseFeeUpdateFraction: Type.Number(), max: Type.Number(), target: Type.Number() },
        { title: 'blob schedule' },
      ),
    ),
    chainId: Quantity,
    forkId: Text,
    precompiles: Type.Record(Type.String(), Address),
    systemContracts: Type.Record(Type.String(), Address),
  },
  { title: 'fork configuration' },
);

const Capability = Type.Object(
  { disabled: Type.Boolean(), oldestBlock: Quantity64 },
  { title: 'capability' },
);

/** eth_* about what the chain and the node can do. */
export const ethConfigMethods: readonly Method[] = [
  {
    name: 'eth_config',
    summary: 'The rules in force, the next ones that are scheduled, and the last (EIP-7910).',
    params: [],
    result: Type.Object(
      { current: orNull(ForkConfig), next: orNull(ForkConfig), last: orNull(ForkConfig) },
      { title: 'configuration' },
    ),
    resultName: 'configuration',
    handler: (_params, { chain }) => {
      const now = chain.head().header.timestamp;
      const scheduled = timedForks(chain);
      const next = scheduled.find(({ at }) => at > now);
      return {
        current: show(
          scheduled.findLast(({ at }) => at <= now),
          chain,
        ),
        next: show(next, chain),
        last: show(next && scheduled.at(-1), chain),
      };
    },
  },
  {
    name: 'eth_capabilities',
    summary: 'How far back the node can answer: everything is kept, from the first block on.',
    params: [],
    result: Type.Object(
      {
        head: Type.Object({ number: Quantity64, hash: Hash32 }),
        state: Capability,
        tx: Capability,
        logs: Capability,
        receipts: Capability,
        blocks: Capability,
        stateproofs: Capability,
      },
      { title: 'capabilities' },
    ),
    resultName: 'capabilities',
    handler: (_params, { chain }) => {
      const { header, hash } = chain.head();
      const all = { disabled: false, oldestBlock: '0x0' };
      return {
        head: { number: quantityHex(header.number), hash: toHex(hash) },
        state: all,
        tx: all,
        logs: all,
        receipts: all,
        blocks: all,
        stateproofs: all,
      };
    },
  },
];

/** A fork that a timestamp brings. */
interface TimedFork {
  readonly name: ForkName;
  /** seconds */
  readonly at: bigint;
}

/** In the order in which they come. */
function timedForks({ config }: ChainReader): readonly TimedFork[] {
  return FORKS.filter(({ by }) => by === 'time').flatMap(({ name }) => {
    const at = config.activations.get(name);
    return at === undefined ? [] : [{ name, at }];
  });
}

function show(fork: TimedFork | undefined, chain: ChainReader) {
  if (fork === undefined) return null;
  const { config } = chain;
  const genesis = chain.genesis();
  const rules = rulesOf(config, fork.name);
  const { blobs } = rules;
  return {
    activationTime: fork.at <= genesis.header.timestamp ? 0 : Number(fork.at),
    blobSchedule:
      blobs === undefined
        ? null
        : {
            baseFeeUpdateFraction: Number(blobs.baseFeeUpdateFraction),
            max: Number(blobs.max),
            target: Number(blobs.target),
          },
    chainId: quantityHex(config.chainId),
    forkId: `0x${forkId(config, genesis, fork.at).toString(16).padStart(8, '0')}`,
    precompiles: Object.fromEntries(
      precompileAddresses(rules).map((address) => [
        PRECOMPILE_NAMES.get(bytesToBigInt(address)) ?? '',
        toHex(address),
      ]),
    ),
    systemContracts: systemContracts(rules),
  };
}

function systemContracts(rules: Rules): Record<string, string> {
  const contracts: Record<string, string> = {};
  if (rules.has('cancun')) contracts.BEACON_ROOTS_ADDRESS = toHex(BEACON_ROOTS_CONTRACT);
  if (rules.has('prague')) {
    contracts.CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS = toHex(CONSOLIDATION_REQUEST_CONTRACT);
    contracts.DEPOSIT_CONTRACT_ADDRESS = toHex(rules.config.depositContract);
    contracts.HISTORY_STORAGE_ADDRESS = toHex(HISTORY_CONTRACT);
    contracts.WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS = toHex(WITHDRAWAL_REQUEST_CONTRACT);
  }
  return contracts;
}
