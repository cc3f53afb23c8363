import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parseDocument } from 'yaml';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { type CompiledRules, VERDICTS } from './compile.ts';
import { RuleError } from './errors.ts';
import type { RuleInput } from './evaluate.ts';
import { type Announced, type Asked, RuleHistory } from './history.ts';
import { programInput } from './input.ts';
import { type Action, FIELDS, type FieldName, type RuleSet } from './ruleSet.ts';
import { RuleSandbox } from './sandbox.ts';
import { address, amount, answered, time, ValueError, wholeNumber, yesOrNo } from './values.ts';

/** A transaction of a case, with what the modules answer about it. */
interface Given {
  readonly input: RuleInput;
  /** name of a view → its answer; what is left out is 0 */
  readonly views: ReadonlyMap<string, bigint>;
}

/** What a rule set should say of one transaction. */
export interface RuleCase extends Given {
  readonly name: string;
  /** transactions that the rules were asked about before, in their order, each so many times */
  readonly history: readonly (Given & { readonly times: number })[];
  /** when the transaction was announced; undefined: it was not */
  readonly announced: Announced | undefined;
  readonly expect: Action['kind'];
  /** undefined: any */
  readonly reason: string | undefined;
  /** name of the rule that should decide; undefined: any */
  readonly rule: string | undefined;
  /** all tags that it should get; undefined: any */
  readonly tags: readonly string[] | undefined;
}

/** How a case went; `problem` is undefined where all is as expected. */
export interface CaseResult {
  readonly name: string;
  readonly problem: string | undefined;
}

const MAX_TEXT = 1_048_576;

const Fields = Type.Record(Type.String(), Type.String());
const closed = { additionalProperties: false };

/** A file of cases, YAML or JSON. */
const CasesForm = Type.Object(
  {
    cases: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          history: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  given: Fields,
                  views: Type.Optional(Fields),
                  times: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
                },
                closed,
              ),
              { maxItems: 1_000 },
            ),
          ),
          given: Fields,
          views: Type.Optional(Fields),
          announced: Type.Optional(
            Type.Object(
              { blockNumber: Type.Optional(Type.String()), blockTime: Type.Optional(Type.String()) },
              closed,
            ),
          ),
          expect: Type.Union(VERDICTS.map((verdict) => Type.Literal(verdict))),
          reason: Type.Optional(Type.String()),
          rule: Type.Optional(Type.String()),
          tags: Type.Optional(Type.Array(Type.String())),
        },
        closed,
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  },
  closed,
);

type CaseForm = Static<typeof CasesForm>['cases'][number];

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
  return given.cases.map(caseOf);
}

function caseOf(form: CaseForm): RuleCase {
  const { name, announced, expect, reason, rule, tags, history = [] } = form;
  const read = ({ given, views = {} }: Pick<CaseForm, 'given' | 'views'>): Given => ({
    input: inputOf(name, given),
    views: new Map(
      Object.entries(views).map(([view, text]) => [view, readValue(name, view, () => answered(text))]),
    ),
  });
  return {
    ...read(form),
    ...{ name, expect, reason, rule, tags },
    history: history.map((each) => ({ ...read(each), times: Number(each.times ?? 1) })),
    announced: announced && {
      blockNumber: readValue(name, 'blockNumber', () => wholeNumber(announced.blockNumber ?? '0')),
      blockTime: readValue(name, 'blockTime', () => time(announced.blockTime ?? '0')),
    },
  };
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
    fields[field] = readValue(name, key, () => (READERS[field] ?? wholeNumber)(value));
  }
  const data = fromHex(text);
  return { fields: { ...fields, dataSize: BigInt(data.length) }, data };
}

function readValue(name: string, key: string, read: () => bigint): bigint {
  try {
    return read();
  } catch (error) {
    if (error instanceof ValueError) throw new RuleError('meaning', `case ${name}: ${key}: ${error.message}`);
    throw error;
  }
}

/**
 * Asks the rules about each case, each with a history of its own: by the reference, and as code in the node's virtual
 * machine. Throws RuleError for a view or a tag that the rules do not have.
 */
export function runCases(
  set: RuleSet,
  compiled: CompiledRules,
  cases: readonly RuleCase[],
): readonly CaseResult[] {
  const sandbox = new RuleSandbox();
  const agrees = ({ input, action, tags, counted }: Asked): boolean => {
    const ran = sandbox.run(compiled, programInput(input));
    return Bun.deepEquals(ran, { action, tags, counted });
  };
  return cases.map((each) => {
    const history = new RuleHistory(set);
    const ask = (given: Given, announced?: Announced) =>
      history.ask({ ...given.input, views: viewsFor(set, each.name, given) }, announced);
    const before = each.history.flatMap((past) => Array.from({ length: past.times }, () => ask(past)));
    const asked = ask(each, each.announced);
    const told = tell(set, asked);
    const isSame = [...before, asked].every(agrees);
    const problem = isSame ? differenceOf(set, each, asked) : 'the code says otherwise than the rules';
    return { name: each.name, problem: problem && `${problem}: ${told}` };
  });
}

/** What comes out otherwise than a case expects; undefined: nothing. */
function differenceOf(set: RuleSet, expected: RuleCase, asked: Asked): string | undefined {
  const { expect, reason, rule, tags } = expected;
  if (asked.outcome !== expect) return `not ${expect}`;
  if (reason !== undefined && (asked.action.kind !== 'deny' || asked.action.reason !== reason))
    return `another reason than ${reason}`;
  if (rule !== undefined && asked.rule?.name !== rule) return `not by rule "${rule}"`;
  const put = asked.tags.map((index) => set.tags[index]);
  if (tags !== undefined && !Bun.deepEquals(put.toSorted(), tags.toSorted()))
    return `tags other than [${tags.join(', ')}]`;
  return undefined;
}

function viewsFor(set: RuleSet, name: string, { views }: Given): readonly bigint[] {
  const unknown = [...views.keys()].find((view) => !set.views.some((each) => each.name === view));
  if (unknown !== undefined) throw new RuleError('meaning', `case ${name}: there is no view ${unknown}`);
  return set.views.map((view) => views.get(view.name) ?? 0n);
}

function tell(set: RuleSet, { outcome, action, rule, tags }: Asked): string {
  const what = {
    allow: 'allowed',
    deny: `denied (${action.kind === 'deny' ? action.reason : ''})`,
    delay: 'kept waiting',
  }[outcome];
  const tagged = tags.length === 0 ? '' : `, tagged ${tags.map((index) => set.tags[index]).join(', ')}`;
  return `${what} by ${rule === undefined ? 'default' : `rule "${rule.name}"`}${tagged}`;
}
