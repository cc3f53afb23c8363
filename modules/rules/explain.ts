import type { Action, ArgumentType, Condition, Rate, RuleSet, Subject, View } from './ruleSet.ts';

/** A set in words, a line each: what is counted and asked of modules, what is asked in which order, and what follows. */
export function explain(set: RuleSet): readonly string[] {
  const lines = [
    ...set.rates.flatMap((rate) => explainRate(rate, set)),
    ...set.views.map(explainView),
    `rule set ${set.name}: the first rule with an action that matches decides`,
  ];
  for (const [index, { name, when, tag, action, line }] of set.rules.entries()) {
    const follows = [
      ...(tag === undefined ? [] : [`tag it ${set.tags[tag]}`]),
      action === undefined ? 'go on' : verb(action),
    ];
    lines.push(`${index + 1}. ${name} (line ${line})`);
    lines.push(...(isAlways(when) ? ['     always'] : ['     if', ...describe(when, 7, set)]));
    lines.push(`     then ${follows.join(', ')}`);
  }
  return [...lines, `otherwise ${verb(set.otherwise)}`];
}

function explainRate({ name, of, by, unit, length, when }: Rate, set: RuleSet): readonly string[] {
  const apart = by.length === 0 ? 'of all together' : `by ${by.join(' and ')}`;
  const head = `rate ${name}: ${of} ${apart}, in windows of ${length} ${unit}`;
  return isAlways(when) ? [head] : [`${head}, counting only`, ...describe(when, 7, set)];
}

function explainView({ name, module, signature, gas, arguments: given }: View): string {
  const shown = given.map((each) => (typeof each === 'string' ? each : `0x${each.word.toString(16)}`));
  const target = `0x${module.toString(16).padStart(40, '0')}`;
  return `view ${name}: ${signature} of ${target} with (${shown.join(', ')}), ${gas} gas; 0 where it fails`;
}

function isAlways(condition: Condition): boolean {
  return condition.kind === 'all' && condition.parts.every(isAlways);
}

function describe(condition: Condition, indent: number, set: RuleSet): readonly string[] {
  const pad = ' '.repeat(indent);
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const head = `${pad}${condition.kind} of`;
      return [head, ...condition.parts.flatMap((part) => describe(part, indent + 2, set))];
    }
    case 'not':
      return [`${pad}not`, ...describe(condition.part, indent + 2, set)];
    case 'in': {
      const values = condition.values.map((value) => show(value, condition.subject, false));
      const shown = values.slice(0, 5).join(', ');
      const rest = values.length > 5 ? `, … (${values.length})` : '';
      return [
        `${pad}${nameOf(condition.subject, set)} ${values.length === 1 ? 'is' : 'is one of'} ${shown}${rest}`,
      ];
    }
    default: {
      const { subject, value, signed, kind } = condition;
      return [`${pad}${nameOf(subject, set)} is ${kind} ${show(value, subject, signed)}`];
    }
  }
}

function nameOf(subject: Subject, { rates, views }: RuleSet): string {
  switch (subject.kind) {
    case 'field':
      return subject.field;
    case 'timeOfDay':
      return 'second of the day';
    case 'selector':
      return 'selector';
    case 'argument':
      return `argument ${subject.index} (${typeName(subject.type)})`;
    case 'rate':
      return `rate ${rates[subject.index]?.name}`;
    case 'view':
      return `view ${views[subject.index]?.name}`;
  }
}

function typeName(type: ArgumentType): string {
  if (type.kind === 'address' || type.kind === 'bool') return type.kind;
  return `${type.kind}${type.kind === 'bytes' ? type.size : type.bits}`;
}

function show(value: bigint, subject: Subject, signed: boolean): string {
  const isInt = subject.kind === 'argument' && subject.type.kind === 'int';
  if (signed || isInt) return BigInt.asIntN(256, value).toString();
  const hex = (digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;
  if (subject.kind === 'selector') return hex(8);
  if (subject.kind === 'argument' && subject.type.kind === 'bytes')
    return hex(64).slice(0, 2 + 2 * subject.type.size);
  const isAddress =
    subject.kind === 'argument'
      ? subject.type.kind === 'address'
      : subject.kind === 'field' && ['sender', 'recipient', 'producer'].includes(subject.field);
  return isAddress ? hex(40) : value.toString();
}

function verb(action: Action): string {
  switch (action.kind) {
    case 'allow':
      return 'allow';
    case 'deny':
      return `deny: ${action.reason}`;
    case 'delay': {
      const length = action.seconds > 0 ? `${action.seconds} seconds` : `${action.blocks} blocks`;
      return `take it ${length} after it was announced`;
    }
  }
}
