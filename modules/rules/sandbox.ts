import { bytesToBigInt, fromHex } from '../../storage/encoding/bytes.ts';
import type { MessageResult } from '../../vm/engine.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { CANCUN_RULES, EMPTY_STATE, emptyBlock, SYSTEM_CALLER } from '../emptyChain.ts';
import type { CompiledRules } from './compile.ts';
import type { Action } from './ruleSet.ts';

const BLOCK = emptyBlock(1n);

/** Runs compiled rules in the node's own virtual machine, on a state that holds nothing else. */
export class RuleSandbox {
  /** where `run` puts the rules */
  readonly target = fromHex('52756c6573000000000000000000000000000000');
  readonly #engine = createWasmEngine();
  readonly #state = new WorldState(EMPTY_STATE);

  /** Puts runtime code at an address. */
  place(address: Uint8Array, code: Uint8Array): void {
    this.#state.setNonce(address, 1n);
    this.#state.setCode(address, code);
  }

  /** Calls code that was placed. */
  call(to: Uint8Array, data: Uint8Array, gas: bigint): MessageResult {
    this.#state.beginTransaction();
    const result = this.#engine.execute(
      {
        caller: SYSTEM_CALLER,
        to,
        value: 0n,
        data,
        gas,
        gasPrice: 0n,
        origin: SYSTEM_CALLER,
        blobHashes: [],
      },
      { rules: CANCUN_RULES, block: BLOCK, state: this.#state, tracer: undefined },
    );
    if (result instanceof Promise) throw new TypeError('the engine does not answer at once');
    this.#state.endTransaction(CANCUN_RULES);
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
