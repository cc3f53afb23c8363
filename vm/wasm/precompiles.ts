import { EMPTY_BYTES, toKey } from '../../storage/encoding/bytes.ts';
import type { MessageContext } from '../engine.ts';
import { isPrecompile } from '../precompiles/addresses.ts';
import { DIRECT } from '../precompiles/direct.ts';
import { PRECOMPILES } from '../precompiles/table.ts';
import type { PrecompileAnswer } from '../reference/precompiles.ts';
import type { Rules } from '../rules/rules.ts';

/** Answers at once, or by a promise where what it needs is loaded first. */
export type Precompile = (input: Uint8Array, gas: number) => PrecompileAnswer | Promise<PrecompileAnswer>;

/** The precompile that answers at an address in this context, if any does. */
export function precompileAt(context: MessageContext, address: Uint8Array): Precompile | undefined {
  const { rules, precompiles } = context;
  let origin: Uint8Array | undefined = address;
  if (precompiles !== undefined) {
    const key = toKey(address);
    if (precompiles.has(key)) origin = precompiles.get(key);
  }
  if (origin === undefined || !isPrecompile(origin, rules)) return undefined;
  const at = origin;
  const number = ((at[18] ?? 0) << 8) | (at[19] ?? 0);
  const direct = DIRECT.get(number);
  if (direct === undefined) {
    return (input, gas) => {
      // loaded at its first use: the libraries behind it are large
      const { runPrecompile } =
        require('../reference/precompiles.ts') as typeof import('../reference/precompiles.ts');
      return runPrecompile(rules, at, input, gas);
    };
  }
  const { base, word } = priceOf(rules, number);
  return (input, gas) => {
    const gasUsed = base + word * Math.ceil(input.length / 32);
    if (gasUsed > gas) return OUT_OF_GAS;
    return { halt: undefined, output: direct(input), gasUsed };
  };
}

const OUT_OF_GAS: PrecompileAnswer = { halt: 'out of gas', output: EMPTY_BYTES, gasUsed: 0 };

interface Price {
  readonly base: number;
  readonly word: number;
}

const prices = new WeakMap<Rules, Map<number, Price>>();

/** Gas of those that are done here: by words alone. */
function priceOf(rules: Rules, number: number): Price {
  let known = prices.get(rules);
  if (known === undefined) {
    known = new Map(
      PRECOMPILES.filter((precompile) => DIRECT.has(precompile.number)).map((precompile) => {
        const price = precompile.gas.findLast(({ since }) => rules.has(since));
        return [precompile.number, { base: Number(price?.base ?? 0n), word: Number(price?.word ?? 0n) }];
      }),
    );
    prices.set(rules, known);
  }
  return known.get(number) ?? { base: 0, word: 0 };
}
