import { toHex } from '../../storage/encoding/bytes.ts';
import { FORKS, type ForkName, forkOrder } from '../../vm/rules/forks.ts';
import { type Genesis, parseGenesis } from './parse.ts';
import { type AllocEntry, predeployAlloc, SYSTEM_CONTRACTS, TOOL_CONTRACTS } from './predeploys.ts';

/** What the program's options decide about a development chain. */
export interface DevGenesisOptions {
  /** 20 bytes each */
  readonly accounts: readonly Uint8Array[];
  /** wei, of each account */
  readonly balance: bigint;
  readonly chainId: bigint;
  readonly gasLimit: bigint;
  /** wei per gas; ignored before London */
  readonly baseFee: bigint;
  /** seconds */
  readonly timestamp: bigint;
  /** in force from block 0, with all before it */
  readonly hardfork: ForkName;
  /** bytes; undefined: the fork's own bound */
  readonly maxCodeSize?: number | undefined;
  /** gas; undefined: the fork's own bound */
  readonly transactionGasCap?: bigint | undefined;
  /** XAI's modules: what the genesis says of them, and their accounts; undefined: there are none. */
  readonly modules?:
    | { readonly config: object; readonly alloc: Readonly<Record<string, AllocEntry>> }
    | undefined;
  /** Whether the contracts that tools look for (CREATE2 deployer, Multicall3, CreateX) are there. */
  readonly toolContracts: boolean;
}

/** Mainnet's, for the forks that change nothing else (EIP-7892). */
const BLOB_SCHEDULE = {
  bpo1: { target: 10, max: 15, baseFeeUpdateFraction: 8_346_193 },
  bpo2: { target: 14, max: 21, baseFeeUpdateFraction: 11_684_671 },
};

/** Difficulty of the first block of a development chain before the merge: the least there is. */
const PROOF_OF_WORK_DIFFICULTY = '0x20000';

/**
 * The genesis of a development chain: rich accounts, the system contracts, and the contracts that tools look for. It goes
 * through the same parser as a file.
 */
export function devGenesis(options: DevGenesisOptions): Genesis {
  const merged = forkOrder(options.hardfork) >= forkOrder('merge');
  const alloc: Record<string, AllocEntry> = {
    ...predeployAlloc([...SYSTEM_CONTRACTS, ...(options.toolContracts ? TOOL_CONTRACTS : [])]),
    ...options.modules?.alloc,
  };
  for (const account of options.accounts) alloc[toHex(account)] = { balance: options.balance.toString() };
  const config: Record<string, unknown> = {
    chainId: options.chainId.toString(),
    ...forksUpTo(options.hardfork),
    blobSchedule: BLOB_SCHEDULE,
    xai: options.modules?.config ?? {},
  };
  if (merged) config.terminalTotalDifficulty = '0';
  if (options.maxCodeSize !== undefined) config.maxCodeSize = options.maxCodeSize;
  if (options.transactionGasCap !== undefined)
    config.transactionGasCap = options.transactionGasCap.toString();
  return parseGenesis(
    {
      config,
      timestamp: options.timestamp.toString(),
      gasLimit: options.gasLimit.toString(),
      difficulty: merged ? '0x0' : PROOF_OF_WORK_DIFFICULTY,
      baseFeePerGas: options.baseFee.toString(),
      alloc,
    },
    'dev',
  );
}

/** The `config` keys of every fork up to this one, at 0. The DAO's and later schedules' own ones stay out unless asked for. */
function forksUpTo(hardfork: ForkName): Record<string, number> {
  const keys: Record<string, number> = {};
  for (const { name, by, key } of FORKS) {
    if (forkOrder(name) > forkOrder(hardfork) || key === undefined || by === 'difficulty') continue;
    keys[key] = 0;
    if (name === 'spuriousDragon') keys.eip155Block = 0;
  }
  // Constantinople without the fix that followed within days has to be asked for: see parseConfig.
  if (hardfork === 'constantinople') keys.petersburgBlock = Number.MAX_SAFE_INTEGER;
  return keys;
}
