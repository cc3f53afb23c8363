import { Type } from '@sinclair/typebox';
import { orNull } from './results.ts';
import { Address, Bool, Data, Hash32, Quantity, Quantity64, Text } from './scalar.ts';

/** What a set counts, apart for each combination of `by`, in windows of `length` seconds or blocks. */
const DeclaredRate = Type.Object(
  { of: Text, by: Type.Array(Text), length: Quantity64, unit: Text },
  { title: 'rate' },
);

/** What a set asks of a module; an argument is a word of the transaction or the block by its name, or a constant. */
const DeclaredView = Type.Object(
  { module: Address, selector: Data, arguments: Type.Array(Text), gas: Quantity64 },
  { title: 'view' },
);

/** A rule set that the engine asks; its id is the hash of its code. */
const ActiveRuleSet = Type.Object(
  {
    ...{ id: Hash32, name: Text, code: Address, gas: Quantity64 },
    ...{ rates: Type.Array(DeclaredRate), views: Type.Array(DeclaredView), tags: Type.Array(Text) },
  },
  { title: 'rule set' },
);

/** The rule engine after a block. */
export const RulesResult = Type.Object(
  { address: Address, enforced: Bool, sets: Type.Array(ActiveRuleSet) },
  { title: 'rules' },
);

/** How long before a transaction has to be announced, by announce(hash) of the engine. */
const Delay = Type.Object({ seconds: Quantity64, blocks: Quantity64 }, { title: 'delay' });

/** What a set is given beside the transaction: its rates with it, its views' answers, in the order of its file. */
const SetInputs = Type.Object(
  { id: Hash32, name: Text, rates: Type.Array(Quantity), views: Type.Array(Quantity) },
  { title: 'inputs of a rule set' },
);

/** What the rules say of a transaction; `deniedBy` also names the set that has it wait. */
export const RuleVerdict = Type.Object(
  {
    allowed: Bool,
    reason: orNull(Text),
    deniedBy: orNull(Hash32),
    delay: orNull(Delay),
    tags: Type.Array(Text),
    sets: Type.Array(SetInputs),
    enforced: Bool,
  },
  { title: 'rule verdict' },
);
