import type { CliCommand } from '../../cli/command.ts';

/** `xai rules explain`: rules in words. */
export const rulesExplainCommand: CliCommand = {
  name: 'rules explain',
  summary: 'say in words what rules do',
  description:
    'Prints the rules in their order as the compiler has understood them: units, lists and signatures resolved.',
  examples: [['xai rules explain limits.yaml', 'before a vote on them']],
  argument: { name: 'file', description: 'file of rules (docs/modules/RULES.md)' },

  async run(_settings, file) {
    const { openRules } = await import('../../rules/open.ts');
    const { explain } = await import('../../../modules/rules/explain.ts');
    process.stdout.write(`${explain(openRules(file).set).join('\n')}\n`);
    return 0;
  },
};
