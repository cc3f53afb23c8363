import type { Hex } from 'viem';
import { moduleAlloc } from '../../modules/genesis/alloc.ts';
import contracts from '../../modules/genesis/contracts.json' with { type: 'json' };
import { EMPTY_BYTES, fromHex, padLeft } from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Engine, MessageResult } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { rulesOf } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import type { ModuleArtifact } from './artifact.ts';
import { ModuleToolError } from './errors.ts';
import { initializerCall } from './initializer.ts';

/** The protocol as contracts see it. */
export const SYSTEM = fromHex('fffffffffffffffffffffffffffffffffffffffe');
const IMPLEMENTATION = fromHex('5841490000000000000000000000000000fffff0');
const MODULE = fromHex('5841490000000000000000000000000000fffff1');
const DEPLOYMENT_GAS = 100_000_000n;

const CONFIG: ChainConfig = {
  name: 'module trial',
  chainId: 31337n,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: new Uint8Array(20),
  blobSchedule: new Map([['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }]]),
};

const EMPTY_STATE: StateReader = {
  account: () => undefined,
  slot: () => EMPTY_BYTES,
  code: () => EMPTY_BYTES,
};

/** A module behind its proxy on a chain of one block, beside the modules of a development chain, to be tried out. */
export interface Trial {
  /** Calls the module, each time as a transaction of its own; what it changed stays. */
  call(
    data: Uint8Array,
    options?: { readonly from?: Uint8Array; readonly gas?: bigint },
  ): Promise<MessageResult>;
  /** Lets time pass: seconds. */
  wait(seconds: bigint): void;
  block(): BlockEnvironment;
}

/** Deploys and initializes a module in memory. Throws ModuleToolError where its constructor or initializer fails. */
export async function openTrial(artifact: ModuleArtifact, initialize: readonly unknown[]): Promise<Trial> {
  const { concat, encodeAbiParameters } = await import('viem/utils');
  const { createReferenceEngine } = await import('../../vm/reference/engine.ts');
  const engine: Engine = createReferenceEngine();
  const rules = rulesOf(CONFIG, 'cancun');
  const state = new WorldState(EMPTY_STATE);
  let block = blockAt(1n, 1_700_000_000n);

  for (const [address, account] of Object.entries(moduleAlloc({ modules: 'dev' }))) {
    const target = fromHex(address);
    state.setNonce(target, 1n);
    state.setCode(target, fromHex(account.code));
    for (const [slot, value] of Object.entries(account.storage ?? {})) {
      state.setSlot(target, padLeft(fromHex(slot), 32), fromHex(value));
    }
  }

  async function run(
    to: Uint8Array,
    data: Uint8Array,
    from: Uint8Array,
    gas: bigint,
  ): Promise<MessageResult> {
    state.beginTransaction();
    const message = { caller: from, to, value: 0n, data, gas, gasPrice: 0n, origin: from, blobHashes: [] };
    const result = await engine.execute(message, { rules, block, state, tracer: undefined });
    state.endTransaction(rules);
    return result;
  }

  async function deploy(at: Uint8Array, creation: Hex, what: string): Promise<void> {
    state.setNonce(at, 1n);
    state.setCode(at, fromHex(creation));
    const made = await run(at, EMPTY_BYTES, SYSTEM, DEPLOYMENT_GAS);
    if (made.halt !== undefined) {
      throw new ModuleToolError(
        'not-a-module',
        `${what} fails: ${made.halt} 0x${Buffer.from(made.returnData).toString('hex')}`,
      );
    }
    state.setCode(at, made.returnData);
  }

  await deploy(IMPLEMENTATION, artifact.creation, `the constructor of ${artifact.contract}`);
  const address: Hex = `0x${Buffer.from(IMPLEMENTATION).toString('hex')}`;
  const start = await initializerCall(artifact, initialize);
  const proxyArguments = encodeAbiParameters([{ type: 'address' }, { type: 'bytes' }], [address, start]);
  await deploy(
    MODULE,
    concat([contracts.XaiProxy.creation as Hex, proxyArguments]),
    `initialize(${initialize.join(', ')}) of ${artifact.contract} (xai-module.json has the arguments)`,
  );

  return {
    call: (data, { from = SYSTEM, gas = 30_000_000n } = {}) => run(MODULE, data, from, gas),
    wait(seconds) {
      block = blockAt(block.number + 1n, block.timestamp + seconds);
    },
    block: () => block,
  };
}

function blockAt(number: bigint, timestamp: bigint): BlockEnvironment {
  return {
    number,
    timestamp,
    coinbase: new Uint8Array(20),
    gasLimit: 30_000_000n,
    baseFee: 1n,
    difficulty: 0n,
    prevRandao: new Uint8Array(32),
    blobBaseFee: 1n,
    parentBeaconRoot: new Uint8Array(32),
    blockHash: () => undefined,
  };
}
