import { fromHex } from '../../storage/encoding/bytes.ts';
import type { BlobParameters, ChainConfig } from '../../vm/rules/chainConfig.ts';
import { FORKS, type ForkName } from '../../vm/rules/forks.ts';
import { GenesisError } from './errors.ts';
import { asFixedHex, asObject, asQuantity, type JsonObject, refuseUnknownKeys } from './values.ts';

/** Keys of geth's `config` beside the forks' own. Those of the last line change no rule here. */
const OTHER_KEYS = [
  'chainId',
  'eip155Block',
  'daoForkSupport',
  'terminalTotalDifficulty',
  'depositContractAddress',
  'blobSchedule',
  'maxCodeSize',
  'transactionGasCap',
  'requestContractsOptional',
  'mergeNetsplitBlock',
  'xai',
  ...['terminalTotalDifficultyPassed', 'eip150Hash', 'ethash', 'pragueRequestsHash'],
];
const KNOWN_KEYS: ReadonlySet<string> = new Set([...FORKS.flatMap(({ key }) => key ?? []), ...OTHER_KEYS]);

/** What geth's configs hold that this node does not do: better refused than ignored. */
const UNSUPPORTED_KEYS = ['clique', 'verkleTime', 'enableVerkleAtGenesis'];

/** Forks that a chain may leave out although it has later ones (as in go-ethereum's CheckConfigForkOrder). */
const OPTIONAL_FORKS: ReadonlySet<ForkName> = new Set([
  ...(['daoFork', 'muirGlacier', 'arrowGlacier', 'grayGlacier', 'merge'] as const),
  ...(['bpo1', 'bpo2', 'bpo3', 'bpo4', 'bpo5', 'amsterdam'] as const),
]);

/** Mainnet's deposit contract (EIP-6110). */
const DEPOSIT_CONTRACT = fromHex('00000000219ab540356cbb839cbe05303d7705fa');

/** Mainnet's blob parameters, for a genesis that schedules the fork without saying them (EIP-7840). */
const MAINNET_BLOBS: readonly (readonly [ForkName, BlobParameters])[] = [
  ['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }],
  ['prague', { target: 6n, max: 9n, baseFeeUpdateFraction: 5_007_716n }],
];

/** Parses the `config` of a geth genesis. `name` is for people. Throws GenesisError. */
export function parseConfig(value: unknown, name: string): ChainConfig {
  const config = asObject(value, 'config');
  for (const key of UNSUPPORTED_KEYS) {
    if (config[key] !== undefined)
      throw new GenesisError('unsupported', `config.${key}`, 'not supported by this node');
  }
  refuseUnknownKeys(config, KNOWN_KEYS, 'config');
  if (config.chainId === undefined)
    throw new GenesisError('missing', 'config.chainId', 'a chain id is required');
  const optional = <T>(key: string, read: (field: unknown, path: string) => T): T | undefined =>
    config[key] === undefined || config[key] === null ? undefined : read(config[key], `config.${key}`);
  const maxCodeSize = optional('maxCodeSize', (field, path) => asQuantity(field, 31, path));
  const activations = parseActivations(config);
  return {
    name,
    chainId: asQuantity(config.chainId, 256, 'config.chainId'),
    activations,
    terminalTotalDifficulty: optional('terminalTotalDifficulty', (field, path) =>
      asQuantity(field, 256, path),
    ),
    mergeNetsplitBlock: optional('mergeNetsplitBlock', (field, path) => asQuantity(field, 64, path)),
    daoForkSupport: optional('daoForkSupport', asBoolean) ?? false,
    depositContract:
      optional('depositContractAddress', (field, path) => asFixedHex(field, 20, path)) ?? DEPOSIT_CONTRACT,
    blobSchedule: parseBlobSchedule(optional('blobSchedule', asObject) ?? {}, activations),
    maxCodeSize: maxCodeSize === undefined ? undefined : Number(maxCodeSize),
    requestContractsOptional: optional('requestContractsOptional', asBoolean),
    nativeTransactions: optional('xai', asObject) !== undefined,
    modules: optional('xai', parseModules),
    transactionGasCap: optional('transactionGasCap', (field, path) => asQuantity(field, 64, path)),
  };
}

/** What `config.xai` says of the modules; their accounts stand in `alloc`. */
function parseModules(value: unknown, path: string): ChainConfig['modules'] {
  const xai = asObject(value, path);
  refuseUnknownKeys(xai, new Set(['modules', 'active']), path);
  const { modules, active = [] } = xai;
  if (modules === undefined) return undefined;
  if (typeof modules !== 'string')
    throw new GenesisError('bad-value', `${path}.modules`, 'the name of a preset expected');
  const isList = Array.isArray(active) && active.every((id): id is string => typeof id === 'string');
  if (!isList) throw new GenesisError('bad-value', `${path}.active`, 'a list of module ids expected');
  return { preset: modules, active };
}

function parseActivations(config: JsonObject): Map<ForkName, bigint> {
  const activations = new Map<ForkName, bigint>();
  for (const { name, by, key } of FORKS) {
    if (by === 'difficulty' || key === undefined || config[key] === undefined || config[key] === null)
      continue;
    activations.set(name, asQuantity(config[key], 64, `config.${key}`));
  }
  // Replay protection came with the rest of Spurious Dragon everywhere, and is not a fork of its own here.
  if (config.eip155Block !== undefined) {
    const replayProtection = asQuantity(config.eip155Block, 64, 'config.eip155Block');
    if (replayProtection !== activations.get('spuriousDragon')) {
      throw new GenesisError('unsupported', 'config.eip155Block', 'must equal eip158Block');
    }
  }
  // As in geth: a chain that names Constantinople alone never had its gas metering.
  const constantinople = activations.get('constantinople');
  if (constantinople !== undefined && !activations.has('petersburg'))
    activations.set('petersburg', constantinople);
  checkForkOrder(activations);
  return activations;
}

/** Forks come in order, and none may be missing before one that is scheduled. */
function checkForkOrder(activations: ReadonlyMap<ForkName, bigint>): void {
  let last: { key: string; by: string; at: bigint } | undefined;
  let missing: string | undefined;
  for (const { name, by, key } of FORKS) {
    if (key === undefined || by === 'difficulty') continue;
    const at = activations.get(name);
    if (at === undefined) {
      if (!OPTIONAL_FORKS.has(name)) missing ??= key;
      continue;
    }
    if (missing !== undefined) {
      throw new GenesisError('fork-order', `config.${key}`, `scheduled although ${missing} is not`);
    }
    if (last !== undefined && last.by === by && last.at > at) {
      throw new GenesisError('fork-order', `config.${key}`, `at ${at}, before ${last.key} at ${last.at}`);
    }
    last = { key, by, at };
  }
}

function parseBlobSchedule(
  schedule: JsonObject,
  activations: ReadonlyMap<ForkName, bigint>,
): Map<ForkName, BlobParameters> {
  const timed = FORKS.filter(({ by }) => by === 'time').map(({ name }) => name);
  refuseUnknownKeys(schedule, new Set(timed), 'config.blobSchedule');
  const parsed = new Map<ForkName, BlobParameters>();
  for (const [fork, parameters] of MAINNET_BLOBS) if (activations.has(fork)) parsed.set(fork, parameters);
  for (const name of timed) {
    const entry = schedule[name];
    const path = `config.blobSchedule.${name}`;
    if (entry !== undefined) parsed.set(name, parseBlobParameters(asObject(entry, path), path));
    else if (name.startsWith('bpo') && activations.has(name)) {
      throw new GenesisError('missing', path, `config.${name}Time needs its blob parameters`);
    }
  }
  return parsed;
}

function parseBlobParameters(entry: JsonObject, path: string): BlobParameters {
  refuseUnknownKeys(entry, new Set(['target', 'max', 'baseFeeUpdateFraction']), path);
  const parameters = {
    target: asQuantity(entry.target, 32, `${path}.target`),
    max: asQuantity(entry.max, 32, `${path}.max`),
    baseFeeUpdateFraction: asQuantity(entry.baseFeeUpdateFraction, 64, `${path}.baseFeeUpdateFraction`),
  };
  if (parameters.baseFeeUpdateFraction === 0n) {
    throw new GenesisError('bad-value', `${path}.baseFeeUpdateFraction`, 'must not be zero');
  }
  if (parameters.target > parameters.max) throw new GenesisError('bad-value', path, 'target above max');
  return parameters;
}

function asBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new GenesisError('bad-value', path, 'true or false expected');
  return value;
}
