import { RLP } from '@ethereumjs/rlp';
import { blobBaseFee } from '../../chain/fees/blobFee.ts';
import { equalBytes, fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { Engine } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { Log } from '../../vm/log.ts';
import type { BlobParameters, ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { ForkName } from '../../vm/rules/forks.ts';
import { type Rules, rulesOf } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import { executeTransaction } from '../../vm/transaction/execute.ts';
import { isExpected } from './exceptions.ts';
import { type Alloc, MemoryState } from './memoryState.ts';

/** The vectors' names of forks. */
export const FORK_NAMES: Readonly<Record<string, ForkName>> = {
  Frontier: 'frontier',
  Homestead: 'homestead',
  EIP150: 'tangerineWhistle',
  EIP158: 'spuriousDragon',
  Byzantium: 'byzantium',
  Constantinople: 'constantinople',
  ConstantinopleFix: 'petersburg',
  Istanbul: 'istanbul',
  Berlin: 'berlin',
  London: 'london',
  Paris: 'merge',
  Shanghai: 'shanghai',
  Cancun: 'cancun',
  Prague: 'prague',
  Osaka: 'osaka',
  BPO1: 'bpo1',
  BPO2: 'bpo2',
};

interface Post {
  readonly hash: string;
  readonly logs: string;
  readonly indexes: { readonly data: number; readonly gas: number; readonly value: number };
  readonly expectException?: string;
  readonly state?: Alloc;
}

/** One named test of a state-test file, as its JSON says. */
export interface StateVector {
  readonly env: Readonly<Record<string, string>>;
  readonly pre: Alloc;
  readonly transaction: {
    readonly nonce: string;
    readonly gasLimit: readonly string[];
    readonly to: string;
    readonly value: readonly string[];
    readonly data: readonly string[];
    readonly sender: string;
    readonly gasPrice?: string;
    readonly maxFeePerGas?: string;
    readonly maxPriorityFeePerGas?: string;
    readonly maxFeePerBlobGas?: string;
    readonly blobVersionedHashes?: readonly string[];
    readonly accessLists?: readonly (readonly { address: string; storageKeys: readonly string[] }[] | null)[];
    readonly authorizationList?: readonly Readonly<Record<string, string>>[];
  };
  readonly post: Readonly<Record<string, readonly Post[]>>;
  readonly config: {
    readonly chainid: string;
    readonly blobSchedule?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** One case of a vector: a fork and one choice of data, gas and value. */
export interface StateCase {
  readonly name: string;
  readonly fork: string;
  readonly vector: StateVector;
  readonly post: Post;
}

/** Every case in a state-test file. */
export function* stateCases(file: Readonly<Record<string, StateVector>>): Generator<StateCase> {
  for (const [name, vector] of Object.entries(file)) {
    for (const [fork, posts] of Object.entries(vector.post)) {
      for (const post of posts) yield { name, fork, vector, post };
    }
  }
}

/** Runs a case; returns what went wrong, undefined when nothing did. */
export async function runStateCase(
  engine: Engine,
  { fork, vector, post }: StateCase,
  tracer?: Tracer,
): Promise<string | undefined> {
  const name = FORK_NAMES[fork];
  if (name === undefined) return `unknown fork ${fork}`;
  const rules = rulesOf(configOf(vector), name);
  const memory = new MemoryState(vector.pre);
  const state = new WorldState(memory);
  const block = environment(vector, rules);
  let logs: readonly Log[] = [];
  let refused: TransactionError | undefined;
  try {
    const outcome = await executeTransaction(engine, transactionOf(vector, post), {
      rules,
      block,
      state,
      gasPoolLeft: block.gasLimit,
      blobGasLeft: rules.blobs === undefined ? undefined : rules.blobs.max * GAS_PER_BLOB,
      validation: 'full',
      tracer,
    });
    logs = outcome.logs;
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error;
    refused = error;
  }
  const { expectException } = post;
  if (expectException !== undefined) {
    if (refused === undefined) return `executed; must be refused: ${expectException}`;
    if (!isExpected(expectException, refused.code))
      return `refused as ${refused.code}; must be ${expectException}`;
  } else if (refused !== undefined) return `refused: ${refused.message}`;
  memory.apply(state.changes());
  const root = memory.root();
  if (!equalBytes(root, fromHex(post.hash))) {
    const detail = post.state === undefined ? '' : `\n    ${memory.difference(post.state).join('\n    ')}`;
    return `state root ${toHex(root)}, must be ${post.hash}${detail}`;
  }
  const logsHash = toHex(
    keccak256(RLP.encode(logs.map(({ address, topics, data }) => [address, [...topics], data]))),
  );
  return logsHash === post.logs ? undefined : `logs ${logsHash}, must be ${post.logs}`;
}

const configs = new Map<string, ChainConfig>();

/** One config object for all vectors with the same parameters, so that the engine's machines are used again. */
function configOf({ config }: StateVector): ChainConfig {
  const key = JSON.stringify(config);
  let found = configs.get(key);
  if (found === undefined) {
    const blobSchedule = new Map<ForkName, BlobParameters>();
    for (const [fork, entry] of Object.entries(config.blobSchedule ?? {})) {
      const name = FORK_NAMES[fork];
      if (name !== undefined) {
        blobSchedule.set(name, {
          target: BigInt(entry.target ?? 0),
          max: BigInt(entry.max ?? 0),
          baseFeeUpdateFraction: BigInt(entry.baseFeeUpdateFraction ?? 0),
        });
      }
    }
    found = {
      chainId: BigInt(config.chainid),
      activations: new Map(),
      terminalTotalDifficulty: 0n,
      daoForkSupport: false,
      depositContract: new Uint8Array(20),
      blobSchedule,
      name: 'vectors',
    };
    configs.set(key, found);
  }
  return found;
}

function environment({ env }: StateVector, rules: Rules): BlockEnvironment {
  const quantity = (field: string) => BigInt(env[field] ?? '0x0');
  const excess = quantity('currentExcessBlobGas');
  return {
    number: quantity('currentNumber'),
    timestamp: quantity('currentTimestamp'),
    coinbase: fromHex(env.currentCoinbase ?? ''),
    gasLimit: quantity('currentGasLimit'),
    baseFee: rules.has('london') ? quantity('currentBaseFee') : undefined,
    difficulty: quantity('currentDifficulty'),
    prevRandao: fromHex(env.currentRandom ?? '00'.repeat(32)),
    blobBaseFee: rules.blobs === undefined ? undefined : blobBaseFee(excess, rules.blobs),
    parentBeaconRoot: undefined,
    blockHash: (number) => keccak256(Buffer.from(number.toString())),
  };
}

function transactionOf({ transaction }: StateVector, { indexes }: Post): ExecutableTransaction {
  const accessList = transaction.accessLists?.[indexes.data] ?? undefined;
  const gasPrice = transaction.gasPrice ?? '0x0';
  return {
    type: typeOf(transaction, accessList !== undefined),
    sender: fromHex(transaction.sender),
    nonce: BigInt(transaction.nonce),
    gasLimit: BigInt(transaction.gasLimit[indexes.gas] ?? 0),
    maxFeePerGas: BigInt(transaction.maxFeePerGas ?? gasPrice),
    maxPriorityFeePerGas: BigInt(transaction.maxPriorityFeePerGas ?? gasPrice),
    to: transaction.to === '' ? undefined : fromHex(transaction.to),
    value: BigInt(transaction.value[indexes.value] ?? 0),
    data: fromHex(transaction.data[indexes.data] ?? ''),
    accessList: (accessList ?? []).map(({ address, storageKeys }) => ({
      address: fromHex(address),
      storageKeys: storageKeys.map(fromHex),
    })),
    maxFeePerBlobGas:
      transaction.maxFeePerBlobGas === undefined ? undefined : BigInt(transaction.maxFeePerBlobGas),
    blobHashes: (transaction.blobVersionedHashes ?? []).map(fromHex),
    authorizations: (transaction.authorizationList ?? []).map((item) => ({
      chainId: BigInt(item.chainId ?? 0),
      address: fromHex(item.address ?? ''),
      nonce: BigInt(item.nonce ?? 0),
      yParity: BigInt(item.yParity ?? item.v ?? 0),
      r: BigInt(item.r ?? 0),
      s: BigInt(item.s ?? 0),
    })),
  };
}

function typeOf(transaction: StateVector['transaction'], hasAccessList: boolean): number {
  if (transaction.authorizationList !== undefined) return 4;
  if (transaction.blobVersionedHashes !== undefined) return 3;
  if (transaction.maxFeePerGas !== undefined) return 2;
  return hasAccessList ? 1 : 0;
}
