import { toHex } from '../../../storage/encoding/bytes.ts';
import type { CliCommand } from '../../cli/command.ts';

/** `xai rules compile`: the code that rules become. */
export const rulesCompileCommand: CliCommand = {
  name: 'rules compile',
  summary: 'print what rules become',
  description:
    'Prints program and manifest as hex, the same for the same rules on every machine. Their hash is the id of the set on chain.',
  examples: [['xai rules compile limits.yaml > limits.hex', 'keep the code']],
  argument: { name: 'file', description: 'file of rules (docs/modules/RULES.md)' },

  async run(_settings, file) {
    const { openRules } = await import('../../rules/open.ts');
    process.stdout.write(`${toHex(openRules(file).compiled.artifact)}\n`);
    return 0;
  },
};
