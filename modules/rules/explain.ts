import type { Action, ArgumentType, Condition, RuleSet, Subject } from './ruleSet.ts';

/** A set in words, a line each: what is asked in which order, and what follows. */
export function explain(set: RuleSet): readonly string[] {
  const lines = [`rule set ${set.name}: the first rule that matches decides`];
  for (const [index, { name, when, action, line }] of set.rules.entries()) {
    lines.push(`${index + 1}. ${name} (line ${line})`);
    const always = when.kind === 'all' && when.parts.length === 0;
    lines.push(
      ...(always ? ['     always'] : ['     if', ...describe(when, 7)]),
      `     then ${verb(action)}`,
    );
  }
  return [...lines, `otherwise ${verb(set.otherwise)}`];
}

function describe(condition: Condition, indent: number): readonly string[] {
  const pad = ' '.repeat(indent);
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const head = `${pad}${condition.kind} of`;
      return [head, ...condition.parts.flatMap((part) => describe(part, indent + 2))];
    }
    case 'not':
      return [`${pad}not`, ...describe(condition.part, indent + 2)];
    case 'in': {
      const values = condition.values.map((value) => show(value, condition.subject, false));
      const shown = values.slice(0, 5).join(', ');
      const rest = values.length > 5 ? `, … (${values.length})` : '';
      return [
        `${pad}${nameOf(condition.subject)} ${values.length === 1 ? 'is' : 'is one of'} ${shown}${rest}`,
      ];
    }
    default: {
      const { subject, value, signed, kind } = condition;
      return [`${pad}${nameOf(subject)} is ${kind} ${show(value, subject, signed)}`];
    }
  }
}

function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case 'field':
      return subject.field;
    case 'timeOfDay':
      return 'second of the day';
    case 'selector':
      return 'selector';
    case 'argument':
      return `argument ${subject.index} (${typeName(subject.type)})`;
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
  return action.allow ? 'allow' : `deny: ${action.reason}`;
}
