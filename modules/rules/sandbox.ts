import { bytesToBigInt, EMPTY_BYTES, fromHex } from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { MessageResult } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { rulesOf } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import type { CompiledRules } from './compile.ts';
import type { Action } from './ruleSet.ts';

const CALLER = fromHex('fffffffffffffffffffffffffffffffffffffffe');

const CONFIG: ChainConfig = {
  name: 'rules',
  chainId: 1n,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: new Uint8Array(20),
  blobSchedule: new Map([['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }]]),
};

const BLOCK: BlockEnvironment = {
  number: 1n,
  timestamp: 1n,
  coinbase: new Uint8Array(20),
  gasLimit: 1_000_000_000n,
  baseFee: 0n,
  difficulty: 0n,
  prevRandao: new Uint8Array(32),
  blobBaseFee: 1n,
  parentBeaconRoot: new Uint8Array(32),
  blockHash: () => undefined,
};

const EMPTY_STATE: StateReader = {
  account: () => undefined,
  slot: () => EMPTY_BYTES,
  code: () => EMPTY_BYTES,
};

/** Runs compiled rules in the node's own virtual machine, on a state that holds nothing else. */
export class RuleSandbox {
  /** where `run` puts the rules */
  readonly target = fromHex('52756c6573000000000000000000000000000000');
  readonly #engine = createWasmEngine();
  readonly #state = new WorldState(EMPTY_STATE);
  readonly #rules = rulesOf(CONFIG, 'cancun');

  /** Puts runtime code at an address. */
  place(address: Uint8Array, code: Uint8Array): void {
    this.#state.setNonce(address, 1n);
    this.#state.setCode(address, code);
  }

  /** Calls code that was placed. */
  call(to: Uint8Array, data: Uint8Array, gas: bigint): MessageResult {
    this.#state.beginTransaction();
    const result = this.#engine.execute(
      { caller: CALLER, to, value: 0n, data, gas, gasPrice: 0n, origin: CALLER, blobHashes: [] },
      { rules: this.#rules, block: BLOCK, state: this.#state, tracer: undefined },
    );
    if (result instanceof Promise) throw new TypeError('the engine does not answer at once');
    this.#state.endTransaction(this.#rules);
    return result;
  }

  /** What rules answer to the engine's call data within their gas; undefined: not as they should. */
  run({ code, gas }: CompiledRules, data: Uint8Array): Action | undefined {
    this.place(this.target, code);
    const { halt, returnData } = this.call(this.target, data, gas);
    if (halt !== undefined || returnData.length < 96) return undefined;
    if (bytesToBigInt(returnData.subarray(0, 32)) === 1n) return { allow: true };
    const length = Number(bytesToBigInt(returnData.subarray(64, 96)));
    return { allow: false, reason: new TextDecoder().decode(returnData.subarray(96, 96 + length)) };
  }
}
