import { list, text, whole } from './kinds.ts';
import { optional } from './option.ts';

/** Settings of the commands about rules. */
export const RULE_OPTIONS = {
  cases: optional({
    kind: text('file'),
    help: 'file of cases (default: the file of the rules with the ending .cases.yaml)',
    group: 'Rules:',
    commands: ['rules test'],
  }),
  retire: optional({
    kind: list(text('id')),
    help: 'ids of active sets that are asked no longer, such as the former version of these rules',
    group: 'Proposal:',
    commands: ['rules propose'],
  }),
  position: optional({
    kind: whole('number', 0, 7),
    help: 'place among the active sets, from 0 (default: behind all of them)',
    group: 'Proposal:',
    commands: ['rules propose'],
  }),
} as const;
