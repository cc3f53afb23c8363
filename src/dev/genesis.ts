import { readFileSync } from 'node:fs';
import { devGenesis } from '../../chain/genesis/dev.ts';
import { type Genesis, type GenesisAccount, parseGenesis } from '../../chain/genesis/parse.ts';
import { equalBytes } from '../../storage/encoding/bytes.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import type { DevAccount } from './accounts.ts';

const CHAIN_ID = 31_337n;
const GAS_LIMIT = 30_000_000n;
/** wei per gas: 1 gwei */
const BASE_FEE = 1_000_000_000n;
/** Larger than any code or gas limit can be. */
const NO_LIMIT = 0x7fffffff;

/** The first block of the dev chain that the settings describe: a genesis file with the dev accounts added, or our own. */
export function genesisOf(settings: Settings, accounts: readonly DevAccount[]): Genesis {
  if (settings.genesis !== undefined) return fromFile(settings.genesis, settings, accounts);
  return devGenesis({
    accounts: accounts.map(({ address }) => address),
    balance: settings.balance,
    chainId: settings.chainId ?? CHAIN_ID,
    gasLimit: settings.gasLimit ?? GAS_LIMIT,
    baseFee: settings.baseFee ?? BASE_FEE,
    timestamp: settings.timestamp ?? BigInt(Math.floor(Date.now() / 1000)),
    hardfork: settings.hardfork,
    maxCodeSize: settings.disableCodeSizeLimit ? NO_LIMIT : settings.codeSizeLimit,
    transactionGasCap: settings.enableTxGasLimit ? undefined : BigInt(Number.MAX_SAFE_INTEGER),
    toolContracts: !settings.disableDefaultCreate2Deployer,
  });
}

/** Reads a genesis file in geth's format. Throws ConfigError for a file that cannot be read, GenesisError for its content. */
export function readGenesisFile(path: string): Genesis {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new ConfigError('unreadable-file', `--genesis ${path}: ${reason}`);
  }
  return parseGenesis(text);
}

function fromFile(path: string, settings: Settings, accounts: readonly DevAccount[]): Genesis {
  const genesis = readGenesisFile(path);
  const funded = accounts
    .filter(({ address }) => !genesis.accounts.some((account) => equalBytes(account.address, address)))
    .map(({ address }): GenesisAccount => {
      return { address, balance: settings.balance, nonce: 0n, code: new Uint8Array(0), storage: new Map() };
    });
  return {
    ...genesis,
    config: { ...genesis.config, chainId: settings.chainId ?? genesis.config.chainId },
    gasLimit: settings.gasLimit ?? genesis.gasLimit,
    timestamp: settings.timestamp ?? genesis.timestamp,
    baseFeePerGas: settings.baseFee ?? genesis.baseFeePerGas,
    accounts: [...genesis.accounts, ...funded],
  };
}
