import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { HaltReason } from '../haltReason.ts';
import type { Rules } from '../rules/rules.ts';
import { ReferenceEvm } from './evm.ts';

/** What a precompile says. All gas is gone where it halts. */
export interface PrecompileAnswer {
  readonly halt: HaltReason | undefined;
  readonly output: Uint8Array;
  readonly gasUsed: number;
}

const machines = new WeakMap<Rules, ReferenceEvm>();

/**
 * Runs the precompile at an address of the rules: the library's, for all engines. Answers by a promise where what it
 * needs has to be loaded first.
 */
export function runPrecompile(
  rules: Rules,
  address: Uint8Array,
  input: Uint8Array,
  gas: number,
): PrecompileAnswer | Promise<PrecompileAnswer> {
  let machine = machines.get(rules);
  if (machine === undefined) {
    machine = new ReferenceEvm(rules, 'nothing');
    machines.set(rules, machine);
  }
  const result = machine.runPrecompileAt(address, input, BigInt(gas));
  return result instanceof Promise ? result.then(answerOf) : answerOf(result);
}

function answerOf({
  exceptionError,
  returnValue,
  executionGasUsed,
}: Awaited<ReturnType<ReferenceEvm['runPrecompileAt']>>): PrecompileAnswer {
  if (exceptionError !== undefined) {
    const halt = exceptionError.error === 'out of gas' ? 'out of gas' : 'precompile failed';
    return { halt, output: EMPTY_BYTES, gasUsed: 0 };
  }
  return { halt: undefined, output: returnValue, gasUsed: Number(executionGasUsed) };
}
