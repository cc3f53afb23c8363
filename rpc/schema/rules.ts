import { Type } from '@sinclair/typebox';
import { orNull } from './results.ts';
import { Address, Bool, Hash32, Quantity64, Text } from './scalar.ts';

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

/** What the rules say of a transaction. */
export const RuleVerdict = Type.Object(
  { allowed: Bool, reason: orNull(Text), deniedBy: orNull(Hash32), enforced: Bool },
  { title: 'rule verdict' },
);
