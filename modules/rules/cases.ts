import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parseDocument } from 'yaml';
import { fromHex } from '../../storage/encoding/bytes.ts';
import type { CompiledRules } from './compile.ts';
import { RuleError } from './errors.ts';
import { evaluate, type RuleInput } from './evaluate.ts';
import { encodeInput } from './input.ts';
import { type Action, FIELDS, type FieldName, type RuleSet } from './ruleSet.ts';
import { RuleSandbox } from './sandbox.ts';
import { address, amount, time, ValueError, wholeNumber, yesOrNo } from './values.ts';

/** What a rule set should say of one transaction. */
export interface RuleCase {
  readonly name: string;
  readonly input: RuleInput;
  readonly allow: boolean;
  /** undefined: any */
  readonly reason: string | undefined;
  /** name of the rule that should decide; undefined: any */
  readonly rule: string | undefined;
}

/** How a case went; `problem` is undefined where all is as expected. */
export interface CaseResult {
  readonly name: string;
  readonly problem: string | undefined;
}

const MAX_TEXT = 1_048_576;

/** A file of cases, YAML or JSON. */
const CasesForm = Type.Object(
  {
    cases: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          given: Type.Record(Type.String(), Type.String()),
          expect: Type.Union([Type.Literal('allow'), Type.Literal('deny')]),
          reason: Type.Optional(Type.String()),
          rule: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  },
  { additionalProperties: false },
);

const READERS: Readonly<Partial<Record<FieldName, (text: string) => bigint>>> = {
  ...{ sender: address, recipient: address, producer: address },
  ...{ create: yesOrNo, blockTime: time },
  ...{ value: amount, baseFee: amount, maxFeePerGas: amount, maxPriorityFeePerGas: amount },
};

/** Reads a file of cases; what `given` leaves out is zero. Throws RuleError. */
export function parseCases(text: string): readonly RuleCase[] {
  if (text.length > MAX_TEXT)
    throw new RuleError('yaml', `a file of cases has at most ${MAX_TEXT} characters`);
  const document = parseDocument(text, { schema: 'failsafe' });
  const [error] = document.errors;
  if (error !== undefined) throw new RuleError('yaml', error.message);
  const given: unknown = document.toJS({ maxAliasCount: 100 });
  if (!Value.Check(CasesForm, given)) {
    const first = Value.Errors(CasesForm, given).First();
    throw new RuleError('schema', `cases: ${first?.path ?? ''}: ${first?.message ?? ''}`);
  }
  return given.cases.map(({ name, given: fields, expect, reason, rule }) => ({
    ...{ name, reason, rule },
    allow: expect === 'allow',
    input: inputOf(name, fields),
  }));
}

function inputOf(name: string, given: Readonly<Record<string, string>>): RuleInput {
  const zeros = Object.fromEntries(Object.keys(FIELDS).map((field) => [field, 0n]));
  const fields = zeros as Record<FieldName, bigint>;
  const { data: text = '0x', ...others } = given;
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) throw new RuleError('meaning', `case ${name}: data is no hex`);
  for (const [key, value] of Object.entries(others)) {
    if (!(key in FIELDS) || key === 'dataSize') {
      throw new RuleError('meaning', `case ${name}: a transaction has no ${key}`);
    }
    const field = key as FieldName;
    try {
      fields[field] = (READERS[field] ?? wholeNumber)(value);
    } catch (error) {
      if (error instanceof ValueError)
        throw new RuleError('meaning', `case ${name}: ${key}: ${error.message}`);
      throw error;
    }
  }
  const data = fromHex(text);
  return { fields: { ...fields, dataSize: BigInt(data.length) }, data };
}

/** Asks the rules about each case: by the reference, and as code in the node's virtual machine. */
export function runCases(
  set: RuleSet,
  compiled: CompiledRules,
  cases: readonly RuleCase[],
): readonly CaseResult[] {
  const sandbox = new RuleSandbox();
  return cases.map(({ name, input, allow, reason, rule }) => {
    const { action, rule: decider } = evaluate(set, input);
    const ran = sandbox.run(compiled, encodeInput(input));
    const told = `${textOf(action)} by ${decider === undefined ? 'default' : `rule "${decider.name}"`}`;
    let problem: string | undefined;
    if (ran === undefined || textOf(ran) !== textOf(action))
      problem = `the code says otherwise than the rules: ${told}`;
    else if (action.allow !== allow) problem = told;
    else if (reason !== undefined && (action.allow || action.reason !== reason))
      problem = `${told}, not: ${reason}`;
    else if (rule !== undefined && decider?.name !== rule) problem = `${told}, not by rule "${rule}"`;
    return { name, problem };
  });
}

function textOf(action: Action): string {
  return action.allow ? 'allowed' : `denied: ${action.reason}`;
}
