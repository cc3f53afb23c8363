import { writeFileSync } from 'node:fs';
import type { CliCommand } from '../../cli/command.ts';
import { pythonClient } from '../../contract/bindPython.ts';
import { typescriptClient } from '../../contract/bindTypescript.ts';
import { ContractToolError } from '../../contract/errors.ts';
import { findArtifact } from '../../contract/find.ts';

/** `xai contract bind`: a typed client. */
export const contractBindCommand: CliCommand = {
  name: 'contract bind',
  summary: 'write a typed client of a contract',
  description: `Writes a client in TypeScript on viem or in Python on web3.py, with the types of every function's arguments and results, to a
file or to standard output.`,
  examples: [
    ['xai contract bind Counter --lang ts --out src/counter.ts', 'for viem'],
    ['xai contract bind Counter --lang python > counter.py', 'for web3.py'],
  ],
  argument: { name: 'contract', description: 'name, source.sol:name, or path of an artifact' },

  run({ project, lang, out }, contract) {
    const artifact = findArtifact(project, contract);
    if (!/^[A-Za-z_]\w*$/.test(artifact.name)) {
      throw new ContractToolError('bad-artifact', `${artifact.name} is no name that a client can have`);
    }
    const text = lang === 'ts' ? typescriptClient(artifact) : pythonClient(artifact);
    if (out === undefined) process.stdout.write(text);
    else writeFileSync(out, text);
    return Promise.resolve(0);
  },
};
