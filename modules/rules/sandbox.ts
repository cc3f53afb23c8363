import { bytesToBigInt, fromHex } from '../../storage/encoding/bytes.ts';
import type { MessageResult } from '../../vm/engine.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { CANCUN_RULES, EMPTY_STATE, emptyBlock, SYSTEM_CALLER } from '../emptyChain.ts';
import { ANSWER, type CompiledRules, VERDICTS } from './compile.ts';
import type { Verdict } from './evaluate.ts';
import { type Action, MAX_RATES, MAX_TAGS } from './ruleSet.ts';

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

  /** Calls code that was placed; what it writes stays. */
  call(to: Uint8Array, data: Uint8Array, gas: bigint, caller = SYSTEM_CALLER): MessageResult {
    this.#state.beginTransaction();
    const result = this.#engine.execute(
      {
        caller,
        to,
        value: 0n,
        data,
        gas,
        gasPrice: 0n,
        origin: caller,
        blobHashes: [],
      },
      { rules: CANCUN_RULES, block: BLOCK, state: this.#state, tracer: undefined },
    );
    if (result instanceof Promise) throw new TypeError('the engine does not answer at once');
    this.#state.endTransaction(CANCUN_RULES);
    return result;
  }

  /** What a program answers to its input within its gas; undefined: not as it should. */
  run({ program }: CompiledRules, input: Uint8Array): Omit<Verdict, 'rule'> | undefined {
    this.place(this.target, program.code);
    const { halt, returnData } = this.call(this.target, input, program.gas);
    if (halt !== undefined || returnData.length < ANSWER.reason + 32) return undefined;
    const action = actionOf(returnData);
    const marks = (from: number, most: number) =>
      Array.from({ length: most }, (_, index) => index).filter((index) => returnData[from + index] !== 0);
    return (
      action && { action, counted: marks(ANSWER.counted, MAX_RATES), tags: marks(ANSWER.tagged, MAX_TAGS) }
    );
  }
}

function actionOf(answer: Uint8Array): Action | undefined {
  const number = (place: number) => Number(bytesToBigInt(answer.subarray(place, place + 32)));
  switch (VERDICTS[number(ANSWER.verdict)]) {
    case 'allow':
      return { kind: 'allow' };
    case 'delay':
      return { kind: 'delay', seconds: number(ANSWER.seconds), blocks: number(ANSWER.blocks) };
    case 'deny': {
      const start = ANSWER.reason + 32;
      const reason = answer.subarray(start, start + number(ANSWER.reason));
      return { kind: 'deny', reason: new TextDecoder().decode(reason) };
    }
    default:
      return undefined;
  }
}
