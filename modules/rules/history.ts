import { evaluate, type RuleInput, type Verdict } from './evaluate.ts';
import { type Action, MAX_AMOUNT, type Rate, type RuleSet } from './ruleSet.ts';

/** When a transaction was announced. */
export interface Announced {
  readonly blockNumber: bigint;
  /** seconds */
  readonly blockTime: bigint;
}

/** What becomes of a transaction. */
export interface Asked extends Verdict {
  /** The transaction with what its rates came to, as the program was given it. */
  readonly input: RuleInput;
  /** 'delay': it has not been announced for long enough, and is not taken. */
  readonly outcome: Action['kind'];
}

/**
 * The reference for what the engine does around a set's program: it counts in windows, and keeps waiting what has to be
 * announced. RuleEngine.sol is compared with it.
 */
export class RuleHistory {
  /** counter → its window and what was counted in it */
  readonly #counted = new Map<string, { readonly window: bigint; readonly amount: bigint }>();

  constructor(private readonly set: RuleSet) {}

  /** Asks about a transaction; one that is allowed is counted. */
  ask(given: Omit<RuleInput, 'rates'>, announced?: Announced): Asked {
    const rates = this.set.rates.map((rate, index) => this.#with(rate, index, given));
    const input = { ...given, rates };
    const verdict = evaluate(this.set, input);
    const outcome = outcomeOf(verdict.action, input, announced);
    if (outcome === 'allow') {
      for (const index of verdict.counted) this.#count(index, input);
    }
    return { ...verdict, input, outcome };
  }

  /** What a rate comes to with this transaction. */
  #with(rate: Rate, index: number, input: RuleInput): bigint {
    const counted = this.#counted.get(keyOf(rate, index, input));
    const before = counted?.window === windowOf(rate, input) ? counted.amount : 0n;
    const amount = before + (rate.of === 'value' ? input.fields.value : 1n);
    return amount > MAX_AMOUNT ? MAX_AMOUNT : amount;
  }

  #count(index: number, input: RuleInput): void {
    const rate = this.set.rates[index];
    const amount = input.rates?.[index];
    if (rate === undefined || amount === undefined) return;
    this.#counted.set(keyOf(rate, index, input), { window: windowOf(rate, input), amount });
  }
}

function outcomeOf(action: Action, { fields }: RuleInput, announced: Announced | undefined): Action['kind'] {
  if (action.kind !== 'delay' || announced === undefined) return action.kind;
  const isLate =
    fields.blockTime >= announced.blockTime + BigInt(action.seconds) &&
    fields.blockNumber >= announced.blockNumber + BigInt(action.blocks);
  return isLate ? 'allow' : 'delay';
}

function windowOf({ unit, length }: Rate, { fields }: RuleInput): bigint {
  return (unit === 'blocks' ? fields.blockNumber : fields.blockTime) / BigInt(length);
}

function keyOf({ by }: Rate, index: number, { fields, data }: RuleInput): string {
  const selector = Buffer.from(data.subarray(0, 4)).toString('hex').padEnd(8, '0');
  const parts = by.map((each) => (each === 'selector' ? selector : fields[each].toString(16)));
  return [index, ...parts].join(' ');
}
