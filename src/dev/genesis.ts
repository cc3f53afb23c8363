import { readFileSync } from 'node:fs';
import { devGenesis } from '../../chain/genesis/dev.ts';
import { type Genesis, parseGenesis } from '../../chain/genesis/parse.ts';
import { asObject, parseJson } from '../../chain/genesis/values.ts';
import { type ModuleChoice, moduleAlloc } from '../../modules/genesis/alloc.ts';
import { expandGenesis, requireHolder } from '../../modules/genesis/expand.ts';
import { toHexString } from '../../storage/encoding/bytes.ts';
import { forkOrder } from '../../vm/rules/forks.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import type { DevAccount } from './knownAccounts.ts';

const CHAIN_ID = 31_337n;
const GAS_LIMIT = 30_000_000n;
/** wei per gas: 1 gwei */
const BASE_FEE = 1_000_000_000n;
/** bytes: larger than any code can be */
const NO_LIMIT = 0x7fffffff;
/** More than can be used; clients that read numbers as doubles can still hold it. */
const MOST_GAS = BigInt(Number.MAX_SAFE_INTEGER);

/** The first block of the dev chain that the settings describe: a genesis file with the dev accounts added, or our own. */
export function genesisOf(settings: Settings, accounts: readonly DevAccount[]): Genesis {
  if (settings.genesis !== undefined) return fromFile(settings.genesis, settings, accounts);
  return devGenesis({
    accounts: accounts.map(({ address }) => address),
    balance: settings.balance,
    chainId: settings.chainId ?? CHAIN_ID,
    gasLimit: gasLimitOf(settings) ?? GAS_LIMIT,
    baseFee: settings.baseFee ?? BASE_FEE,
    timestamp: settings.timestamp ?? BigInt(Math.floor(Date.now() / 1000)),
    hardfork: settings.hardfork,
    maxCodeSize: settings.disableCodeSizeLimit ? NO_LIMIT : settings.codeSizeLimit,
    transactionGasCap: settings.enableTxGasLimit ? undefined : MOST_GAS,
    toolContracts: !settings.disableDefaultCreate2Deployer,
    modules: modulesOf(settings),
  });
}

/** XAI's modules, on chains whose fork has the opcodes that they are compiled to. */
function modulesOf({ modules, moduleHooks, hardfork }: Settings) {
  if (modules === 'none' || forkOrder(hardfork) < forkOrder('cancun')) return undefined;
  const config: ModuleChoice = { modules, ...(moduleHooks && { active: moduleHooks }) };
  return { config, alloc: moduleAlloc(config) };
}

/** Reads a genesis file in geth's format. Throws ConfigError for a file that cannot be read, GenesisError and ModuleGenesisError for its content. */
export function readGenesisFile(path: string): Genesis {
  const expanded = expandGenesis(asObject(parseJson(readText(path, '--genesis')), 'genesis'));
  requireHolder(expanded);
  return parseGenesis(expanded);
}

/** The file's chain with the dev accounts in it, and what the flags change. */
function fromFile(path: string, settings: Settings, accounts: readonly DevAccount[]): Genesis {
  const json = expandGenesis(asObject(parseJson(readText(path, '--genesis')), 'genesis'));
  const alloc = asObject(json.alloc ?? {}, 'alloc');
  const present = new Set(Object.keys(alloc).map((key) => key.toLowerCase().replace(/^0x/, '')));
  const funded = accounts
    .map(({ address }) => toHexString(address))
    .filter((address) => !present.has(address))
    .map((address) => [`0x${address}`, { balance: settings.balance.toString() }]);
  const changed = {
    ...json,
    ...given('gasLimit', gasLimitOf(settings)),
    ...given('timestamp', settings.timestamp),
    ...given('baseFeePerGas', settings.baseFee),
    config: { ...asObject(json.config ?? {}, 'config'), ...given('chainId', settings.chainId) },
    alloc: { ...alloc, ...Object.fromEntries(funded) },
  };
  return parseGenesis(changed);
}

function gasLimitOf({ gasLimit, disableBlockGasLimit }: Settings): bigint | undefined {
  return disableBlockGasLimit ? MOST_GAS : gasLimit;
}

function given(key: string, value: bigint | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: value.toString() };
}

/** The text of a file that a flag names. Throws ConfigError. */
export function readText(path: string, flag: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new ConfigError('unreadable-file', `${flag} ${path}: ${reason}`);
  }
}
