import type { Action, ArgumentType, Condition, FieldName, Rule, RuleSet, Subject } from './ruleSet.ts';

/** What rules are asked about. Addresses are numbers; a creation has recipient 0. */
export interface RuleInput {
  readonly fields: Readonly<Record<FieldName, bigint>>;
  readonly data: Uint8Array;
  /** what each rate of the set comes to with this transaction; one that is left out is 0 */
  readonly rates?: readonly bigint[] | undefined;
  /** what each view of the set answers; one that is left out is 0 */
  readonly views?: readonly bigint[] | undefined;
}

/** What a set says of a transaction. */
export interface Verdict {
  readonly action: Action;
  /** the one that says it; undefined: none decided */
  readonly rule: Rule | undefined;
  /** indexes of the tags that it gets, rising */
  readonly tags: readonly number[];
  /** indexes of the rates that count it, should it be included; rising */
  readonly counted: readonly number[];
}

const DAY = 86_400n;
const WORD_BITS = 256;

/**
 * The reference: what a rule set means, in the plainest terms. The compiled form (compile.ts) is compared with it.
 */
export function evaluate(set: RuleSet, input: RuleInput): Verdict {
  const held = set.rules.filter(({ when }) => holds(when, input));
  const rule = held.find(({ action }) => action !== undefined);
  const until = rule === undefined ? held.length : held.indexOf(rule) + 1;
  const tags = held.slice(0, until).flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
  return {
    action: rule?.action ?? set.otherwise,
    rule,
    tags: [...new Set(tags)].sort((a, b) => a - b),
    counted: set.rates.flatMap(({ when }, index) => (holds(when, input) ? [index] : [])),
  };
}

/** Whether a condition holds of a transaction. */
export function holds(condition: Condition, input: RuleInput): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.parts.every((part) => holds(part, input));
    case 'any':
      return condition.parts.some((part) => holds(part, input));
    case 'not':
      return !holds(condition.part, input);
    case 'in':
      return condition.values.includes(read(condition.subject, input));
    default: {
      const [left, right] = [read(condition.subject, input), condition.value].map((word) =>
        condition.signed ? BigInt.asIntN(WORD_BITS, word) : word,
      ) as [bigint, bigint];
      return condition.kind === 'below' ? left < right : left > right;
    }
  }
}

function read(subject: Subject, { fields, data, rates, views }: RuleInput): bigint {
  switch (subject.kind) {
    case 'field':
      return fields[subject.field];
    case 'timeOfDay':
      return fields.blockTime % DAY;
    case 'selector':
      return bytesAt(data, 0, 4);
    case 'argument':
      return decode(subject.type, bytesAt(data, 4 + 32 * subject.index, 32));
    case 'rate':
      return rates?.[subject.index] ?? 0n;
    case 'view':
      return views?.[subject.index] ?? 0n;
  }
}

/** The value that a word has as this type: what a type has no room for is cut off. */
function decode(type: ArgumentType, word: bigint): bigint {
  switch (type.kind) {
    case 'address':
      return BigInt.asUintN(160, word);
    case 'bool':
      return word === 0n ? 0n : 1n;
    case 'uint':
      return BigInt.asUintN(type.bits, word);
    case 'int':
      return BigInt.asUintN(WORD_BITS, BigInt.asIntN(type.bits, word));
    case 'bytes': {
      const cut = BigInt(WORD_BITS - 8 * type.size);
      return (word >> cut) << cut;
    }
  }
}

function bytesAt(data: Uint8Array, start: number, length: number): bigint {
  let value = 0n;
  for (let i = start; i < start + length; i++) value = (value << 8n) | BigInt(data[i] ?? 0);
  return value;
}
