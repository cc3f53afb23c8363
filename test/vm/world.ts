import { EMPTY_BYTES, fromHex } from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { ForkName } from '../../vm/rules/forks.ts';
import { type Rules, rulesOf } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import type { TransactionContext } from '../../vm/transaction/execute.ts';

/** A chain on which every fork can be asked for by name. */
export const CONFIG: ChainConfig = {
  chainId: 1n,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: fromHex('00000000219ab540356cbb839cbe05303d7705fa'),
  blobSchedule: new Map([
    ['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }],
    ['prague', { target: 6n, max: 9n, baseFeeUpdateFraction: 5_007_716n }],
  ]),
  name: 'test',
};

export const ALICE = address(0xaa);
export const CONTRACT = address(0xcc);
export const COINBASE = address(0xc0);

/** Twenty times the same byte. */
export function address(byte: number): Uint8Array {
  return new Uint8Array(20).fill(byte);
}

/** A slot key. */
export function word(value: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(28, value);
  return bytes;
}

/** A world without accounts. */
export const NOTHING: StateReader = {
  account: () => undefined,
  slot: () => EMPTY_BYTES,
  code: () => EMPTY_BYTES,
};

export function rules(fork: ForkName, config: ChainConfig = CONFIG): Rules {
  return rulesOf(config, fork);
}

/** Alice with ten ether, and a contract with this code. */
export function world(code = ''): WorldState {
  const state = new WorldState(NOTHING);
  state.setBalance(ALICE, 10n ** 19n);
  if (code !== '') state.setCode(CONTRACT, fromHex(code));
  return state;
}

export function block(fields: Partial<BlockEnvironment> = {}): BlockEnvironment {
  return {
    number: 1n,
    timestamp: 1000n,
    coinbase: COINBASE,
    gasLimit: 30_000_000n,
    baseFee: 7n,
    difficulty: 0n,
    prevRandao: new Uint8Array(32),
    blobBaseFee: 1n,
    parentBeaconRoot: undefined,
    blockHash: () => undefined,
    ...fields,
  };
}

/** A call of the contract by Alice. */
export function transaction(fields: Partial<ExecutableTransaction> = {}): ExecutableTransaction {
  return {
    type: 2,
    sender: ALICE,
    nonce: 0n,
    gasLimit: 100_000n,
    maxFeePerGas: 10n,
    maxPriorityFeePerGas: 2n,
    to: CONTRACT,
    value: 0n,
    data: EMPTY_BYTES,
    accessList: [],
    maxFeePerBlobGas: undefined,
    blobHashes: [],
    authorizations: [],
    ...fields,
  };
}

export function context(state: WorldState, fields: Partial<TransactionContext> = {}): TransactionContext {
  return {
    rules: rules('prague'),
    block: block(),
    state,
    gasPoolLeft: 30_000_000n,
    validation: 'full',
    ...fields,
  };
}
