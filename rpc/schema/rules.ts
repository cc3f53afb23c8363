import { Type } from '@sinclair/typebox';
import { orNull } from './results.ts';
import { Address, Bool, Hash32, Quantity, Quantity64, Text } from './scalar.ts';

/** A rule set that the engine asks; its id is the hash of its code. */
const ActiveRuleSet = Type.Object(
  { id: Hash32, name: Text, code: Address, gas: Quantity64 },
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
