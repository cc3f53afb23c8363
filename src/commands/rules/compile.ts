import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai rules compile`: the code that rules become. */
export const rulesCompileCommand: CliCommand = {
  name: 'rules compile',
  summary: 'print the bytecode of rules',
  description:
    'Prints the code as hex, the same for the same rules on every machine. Its hash is the id of the set on chain.',
  examples: [['xai rules compile limits.yaml > limits.hex', 'keep the code']],
  argument: { name: 'file', description: 'file of rules (docs/modules/RULES.md)' },

  async run(_settings, file) {
    const { openRules } = await import('../../rules/open.ts');
    process.stdout.write(`${toHex(openRules(file).compiled.code)}\n`);
    return 0;
  },
};
