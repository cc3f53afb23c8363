import type { MessageContext } from '../engine.ts';
import type { AccountEntry } from '../state/accountEntry.ts';
import type { WorldState } from '../state/worldState.ts';
import { type PlainPrecompile, plainPrecompile } from './precompiles.ts';

/** A precompile that has been called, with what the state knows of its account. */
export interface MetPrecompile extends PlainPrecompile {
  readonly entry: AccountEntry;
}

/** The precompiles that a message has called in the plain way. */
export class PlainPrecompiles {
  readonly #context: MessageContext;
  readonly #met: (MetPrecompile | undefined)[] = [];

  constructor(context: MessageContext) {
    this.#context = context;
  }

  /** The one with this number; undefined where none answers. */
  at(number: number): MetPrecompile | undefined {
    return this.#met[number] ?? this.#meet(number, this.#context.state);
  }

  #meet(number: number, state: WorldState): MetPrecompile | undefined {
    const found = plainPrecompile(this.#context.rules, number);
    if (found === undefined) return undefined;
    const met = { ...found, entry: state.entry(found.address) };
    this.#met[number] = met;
    return met;
  }
}

/**
 * Undefined where calls of precompiles have to be seen to one by one: a tracer wants to hear of them, some answer elsewhere,
 * or the rules are from before accounts were cold or warm.
 */
export function plainPrecompiles(context: MessageContext): PlainPrecompiles | undefined {
  const { tracer, precompiles, rules } = context;
  const heeded = tracer !== undefined && (tracer.skipsPrecompiles !== true || tracer.onStep !== undefined);
  return heeded || precompiles !== undefined || !rules.has('berlin')
    ? undefined
    : new PlainPrecompiles(context);
}
