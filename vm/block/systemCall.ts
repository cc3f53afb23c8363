import { equalBytes, fromHex } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { Engine, MessageResult } from '../engine.ts';
import type { BlockEnvironment } from '../environment.ts';
import type { Rules } from '../rules/rules.ts';
import type { WorldState } from '../state/worldState.ts';
import type { Tracer } from '../tracing/tracer.ts';
import { knownEffect } from './knownContracts.ts';

/** What a block's own work runs in. */
export interface BlockContext {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  /** watches what systemMessage says */
  readonly tracer?: Tracer | undefined;
}

/** Who calls system contracts (EIP-4788). */
const SYSTEM_ADDRESS = fromHex('fffffffffffffffffffffffffffffffffffffffe');
const SYSTEM_CALL_GAS = 30_000_000n;

/**
 * Calls a contract on behalf of the protocol, outside block gas and without fees. Undefined where there is no code;
 * whether that, or a halt, makes the block invalid is for the caller to say.
 */
export async function systemCall(
  engine: Engine,
  { rules, block, state }: BlockContext,
  target: Uint8Array,
  data: Uint8Array,
): Promise<MessageResult | undefined> {
  if (equalBytes(state.codeHash(target), EMPTY_CODE_HASH)) return undefined;
  state.beginTransaction();
  const known = knownEffect(state, target, block, data);
  if (known !== undefined) return success(known);
  const answer = systemMessage(engine, { rules, block, state }, target, { data, gas: SYSTEM_CALL_GAS });
  const result = answer instanceof Promise ? await answer : answer;
  state.endTransaction(rules);
  return result;
}

/** What the system says to a contract. */
export interface SystemMessage {
  readonly data: Uint8Array;
  readonly gas: bigint;
}

/** One message from the system, inside a transaction that the caller has begun and ends. */
export function systemMessage(
  engine: Engine,
  { rules, block, state, tracer }: BlockContext,
  target: Uint8Array,
  { data, gas }: SystemMessage,
): MessageResult | Promise<MessageResult> {
  state.warmAddress(target);
  return engine.execute(
    {
      caller: SYSTEM_ADDRESS,
      to: target,
      value: 0n,
      data,
      gas,
      gasPrice: 0n,
      origin: SYSTEM_ADDRESS,
      blobHashes: [],
    },
    { rules, block, state, tracer },
  );
}

function success(returnData: Uint8Array): MessageResult {
  return { halt: undefined, gasUsed: 0n, gasRefund: 0n, returnData, createdAddress: undefined, logs: [] };
}
