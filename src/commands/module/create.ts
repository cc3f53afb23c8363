import type { CliCommand } from '../../cli/command.ts';

/** `xai module create`: a new module's project. */
export const moduleCreateCommand: CliCommand = {
  name: 'module create',
  summary: "make a new module's project",
  description: `Makes a folder with a module in Solidity that works as it is: tests for Foundry and bun, a script that deploys it, its
document, an example of rules and a workflow that builds and checks it. Change it to what your module is for.`,
  examples: [
    ['xai module create RateKeeper', 'in ./RateKeeper'],
    ['xai module create RateKeeper --parent modules', 'in modules/RateKeeper'],
  ],
  argument: { name: 'name', description: 'name of the contract, such as RateKeeper' },

  async run({ parent }, name) {
    const { createProject } = await import('../../module/create.ts');
    const folder = createProject(name, parent);
    process.stdout.write(`${folder}
next:
  cd ${folder}
  bun install
  xai module build
  xai module check
  node_modules/.bin/forge test
`);
    return 0;
  },
};
