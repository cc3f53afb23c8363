import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai rules check`: whether the chain would take rules. */
export const rulesCheckCommand: CliCommand = {
  name: 'rules check',
  summary: 'tell whether rules are well formed and fit onto the chain',
  description:
    'Reads rules, compiles them, and tells their size, gas and id. A mistake is told with line and column.',
  examples: [['xai rules check limits.yaml', 'the rules in this file']],
  argument: { name: 'file', description: 'file of rules (docs/modules/RULES.md)' },

  async run(_settings, file) {
    const { openRules } = await import('../../rules/open.ts');
    const { set, compiled } = openRules(file);
    process.stdout.write(`${set.name}: ${set.rules.length} rules
code  ${compiled.program.code.length} bytes
gas   ${compiled.gas} for a transaction at most, counting and views included
id    ${toHex(compiled.hash)}
`);
    return 0;
  },
};
