import { type Static, Type } from '@sinclair/typebox';
import { MAX_RATES, MAX_VIEW_ARGUMENTS, MAX_VIEWS, VIEW_SOURCES } from './ruleSet.ts';

/** Bounds of what is written; the code that it becomes is bounded by its bytes and its gas. */
export const MAX_RULES = 200;
const MAX_ENTRIES = 500;

/** A number, an amount, an address, yes or no: YAML's own scalars; values.ts reads them. */
const Scalar = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]);

const closed = { additionalProperties: false };
const Scalars = Type.Array(Scalar, { minItems: 1, maxItems: MAX_ENTRIES });

/** A number as it is, or what is asked of it; several questions must all hold. */
const NumberTest = Type.Union([
  Scalar,
  Type.Object(
    {
      is: Type.Optional(Scalar),
      in: Type.Optional(Scalars),
      below: Type.Optional(Scalar),
      atMost: Type.Optional(Scalar),
      above: Type.Optional(Scalar),
      atLeast: Type.Optional(Scalar),
    },
    { ...closed, minProperties: 1 },
  ),
]);

/** One value, or `in` a list: written out, or by the name that `lists` gives it. */
const OneOf = Type.Union([Scalar, Type.Object({ in: Type.Union([Scalar, Scalars]) }, closed)]);

/** What a rule asks. The keys of one mapping must all hold. */
const ConditionForm = Type.Recursive(
  (Self) =>
    Type.Object(
      {
        all: Type.Optional(Type.Array(Self, { minItems: 1, maxItems: MAX_ENTRIES })),
        any: Type.Optional(Type.Array(Self, { minItems: 1, maxItems: MAX_ENTRIES })),
        not: Type.Optional(Self),
        sender: Type.Optional(OneOf),
        recipient: Type.Optional(OneOf),
        producer: Type.Optional(OneOf),
        create: Type.Optional(Scalar),
        value: Type.Optional(NumberTest),
        nonce: Type.Optional(NumberTest),
        gasLimit: Type.Optional(NumberTest),
        maxFeePerGas: Type.Optional(NumberTest),
        maxPriorityFeePerGas: Type.Optional(NumberTest),
        dataSize: Type.Optional(NumberTest),
        blockNumber: Type.Optional(NumberTest),
        blockTime: Type.Optional(NumberTest),
        timeOfDay: Type.Optional(NumberTest),
        blockGasLimit: Type.Optional(NumberTest),
        baseFee: Type.Optional(NumberTest),
        selector: Type.Optional(OneOf),
        call: Type.Optional(
          Type.Object(
            {
              function: Type.String({ maxLength: 500 }),
              arguments: Type.Optional(Type.Record(Type.String(), Type.Union([NumberTest, OneOf]))),
            },
            closed,
          ),
        ),
        rate: Type.Optional(Type.Record(Type.String(), NumberTest, { minProperties: 1 })),
        view: Type.Optional(Type.Record(Type.String(), NumberTest, { minProperties: 1 })),
      },
      { ...closed, minProperties: 1 },
    ),
  { $id: 'condition' },
);

const RateKeyForm = Type.Union([Type.Literal('sender'), Type.Literal('recipient'), Type.Literal('selector')]);

/** Something counted, in windows of time or of blocks. */
const RateForm = Type.Object(
  {
    of: Type.Union([Type.Literal('transactions'), Type.Literal('value')]),
    by: Type.Optional(
      Type.Union([RateKeyForm, Type.Array(RateKeyForm, { minItems: 1, maxItems: 3, uniqueItems: true })]),
    ),
    per: Scalar,
    when: Type.Optional(ConditionForm),
  },
  closed,
);

/** A question to a module; its arguments are words of the transaction and the block, or constants. */
const ViewForm = Type.Object(
  {
    module: Scalar,
    function: Type.String({ maxLength: 500 }),
    arguments: Type.Optional(
      Type.Array(
        Type.Union([
          ...VIEW_SOURCES.map((source) => Type.Literal(source)),
          Type.Object({ is: Scalar }, closed),
        ]),
        { minItems: 1, maxItems: MAX_VIEW_ARGUMENTS },
      ),
    ),
    gas: Type.Optional(Scalar),
  },
  closed,
);

const Allow = Type.Union([Type.Literal('allow'), Type.Literal(true), Type.Literal('true')]);
const Reason = Type.String({ minLength: 1, maxLength: 128 });
const Word = Type.String({ pattern: '^[\\x21-\\x7e]{1,32}$' });

/** A file of rules. docs/modules/rules.schema.json is it, for editors. */
export const RulesForm = Type.Object(
  {
    version: Type.Union([Type.Literal(1), Type.Literal('1')]),
    name: Word,
    lists: Type.Optional(Type.Record(Type.String(), Scalars)),
    rates: Type.Optional(Type.Record(Type.String(), RateForm, { maxProperties: MAX_RATES })),
    views: Type.Optional(Type.Record(Type.String(), ViewForm, { maxProperties: MAX_VIEWS })),
    rules: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 100 }),
          when: Type.Optional(ConditionForm),
          allow: Type.Optional(Allow),
          deny: Type.Optional(Reason),
          delay: Type.Optional(Scalar),
          tag: Type.Optional(Word),
        },
        closed,
      ),
      { maxItems: MAX_RULES },
    ),
    default: Type.Union([Type.Literal('allow'), Type.Object({ deny: Reason }, closed)]),
  },
  { ...closed, title: 'XAI rule set', $schema: 'https://json-schema.org/draft/2020-12/schema' },
);

/** A rules file as written, once its form is checked. */
export type RulesDocument = Static<typeof RulesForm>;
