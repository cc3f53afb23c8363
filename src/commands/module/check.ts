import { join } from 'node:path';
import type { CliCommand } from '../../cli/command.ts';
import { compileModule } from '../../module/compile.ts';
import { openProject } from '../../module/project.ts';

/** `xai module check`: whether the chain would be safe with a module. */
export const moduleCheckCommand: CliCommand = {
  name: 'module check',
  summary: 'tell whether the chain would be safe with a module',
  description: `Compiles the module and tries it in memory beside the modules of a development chain: its hooks over hostile and random
inputs within the gas that it declares, its storage against the former version, its instructions, events and rate limits.
The exit status is 1 where something fails.`,
  examples: [
    ['xai module check', 'the project in this folder'],
    ['xai module check --against old.json', 'as the next version of this artifact'],
  ],

  async run({ project: folder, against }) {
    const { checkModule } = await import('../../module/check.ts');
    const project = openProject(folder);
    const former = against ?? (project.former === null ? undefined : join(project.folder, project.former));
    const findings = await checkModule(compileModule(project), { ...project, former });
    const width = Math.max(...findings.map(({ what }) => what.length));
    for (const { what, grade, detail } of findings) {
      process.stdout.write(`${grade.padEnd(4)}  ${what.padEnd(width)}  ${detail}\n`);
    }
    const failed = findings.filter(({ grade }) => grade === 'fail').length;
    process.stdout.write(
      failed === 0 ? 'the module may be proposed\n' : `${failed} of ${findings.length} checks failed\n`,
    );
    return failed === 0 ? 0 : 1;
  },
};
