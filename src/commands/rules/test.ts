import { readFileSync } from 'node:fs';
import type { CliCommand } from '../../cli/command.ts';

/** `xai rules test`: rules against cases with their expected outcome. */
export const rulesTestCommand: CliCommand = {
  name: 'rules test',
  summary: 'try rules on transactions whose outcome is known',
  description: `Asks the rules about each case of a YAML or JSON file, both as they are written and as the code that they become. The exit
status is 1 where one of them comes out otherwise than expected.`,
  examples: [
    ['xai rules test limits.yaml', 'with the cases in limits.cases.yaml'],
    ['xai rules test limits.yaml --cases more.json', 'with others'],
  ],
  argument: { name: 'file', description: 'file of rules (docs/modules/RULES.md)' },

  async run({ cases }, file) {
    const { openRules } = await import('../../rules/open.ts');
    const { parseCases, runCases } = await import('../../../modules/rules/cases.ts');
    const { set, compiled } = openRules(file);
    const text = readFileSync(cases ?? file.replace(/(\.ya?ml|\.json)?$/, '.cases.yaml'), 'utf8');
    const results = runCases(set, compiled, parseCases(text));
    for (const { name, problem } of results) {
      process.stdout.write(problem === undefined ? `pass  ${name}\n` : `FAIL  ${name}: ${problem}\n`);
    }
    const failed = results.filter(({ problem }) => problem !== undefined).length;
    process.stdout.write(`${results.length - failed} of ${results.length} cases passed\n`);
    return failed === 0 ? 0 : 1;
  },
};
