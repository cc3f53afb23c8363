import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CliCommand } from '../../cli/command.ts';
import { compileModule } from '../../module/compile.ts';
import { artifactPath, openProject } from '../../module/project.ts';

/** `xai module build`: the artifact that is proposed, attested and verified. */
export const moduleBuildCommand: CliCommand = {
  name: 'module build',
  summary: 'compile a module to its artifact, the same everywhere',
  description: `Compiles the module with the npm package solc that its project pins and writes artifacts/<contract>.json: code, the hash of
the code, ABI, storage layout, and the hash of every source. The same sources give the same file on every machine: keep it
in the repository.`,
  examples: [['xai module build', 'the project in this folder']],

  run({ project: folder }) {
    const project = openProject(folder);
    const artifact = compileModule(project);
    const file = artifactPath(project);
    const content = `${JSON.stringify(artifact, null, 2)}\n`;
    const isSame = existsSync(file) && readFileSync(file, 'utf8') === content;
    if (!isSame) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    process.stdout.write(`${file} ${isSame ? 'is as it was' : 'written'}
code hash  ${artifact.codeHash}
code size  ${artifact.runtime.length / 2 - 1} bytes
compiler   solc ${artifact.compiler.version}
`);
    return Promise.resolve(0);
  },
};
