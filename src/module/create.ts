import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import iModuleParameters from '../../modules/contracts/src/IModuleParameters.sol' with { type: 'text' };
import iXaiModule from '../../modules/contracts/src/IXaiModule.sol' with { type: 'text' };
import predeploys from '../../modules/contracts/src/Predeploys.sol' with { type: 'text' };
import xaiHooks from '../../modules/contracts/src/XaiHooks.sol' with { type: 'text' };
import xaiModule from '../../modules/contracts/src/XaiModule.sol' with { type: 'text' };
import xaiProxy from '../../modules/contracts/src/XaiProxy.sol' with { type: 'text' };
import vm from '../../modules/contracts/test/support/Vm.sol' with { type: 'text' };
import { ModuleToolError } from './errors.ts';
import { type ModuleProject, PROJECT_FILE } from './project.ts';
import deployScript from './template/Deploy.s.sol.txt' with { type: 'text' };
import foundryToml from './template/foundry.toml.txt' with { type: 'text' };
import moduleDocument from './template/MODULE.md.txt' with { type: 'text' };
import moduleSource from './template/Module.sol.txt' with { type: 'text' };
import forgeTest from './template/Module.t.sol.txt' with { type: 'text' };
import bunTest from './template/module.test.ts.txt' with { type: 'text' };
import workflow from './template/module.yml.txt' with { type: 'text' };
import nativeSolc from './template/nativeSolc.ts.txt' with { type: 'text' };
import readme from './template/README.md.txt' with { type: 'text' };
import rules from './template/rules.yaml.txt' with { type: 'text' };
import solc from './template/solc.txt' with { type: 'text' };

/** The compiler that new projects pin; the modules of genesis are compiled with it too. */
const COMPILER = { version: '0.8.37', runs: 200, evmVersion: 'cancun' };

const NAME = /^[A-Z][A-Za-z0-9]{1,30}$/;

/** Makes a module's project in a new folder of that name; the folder's path. Throws ModuleToolError. */
export function createProject(name: string, parent: string): string {
  if (!NAME.test(name)) {
    throw new ModuleToolError(
      'bad-name',
      `${JSON.stringify(name)} cannot be a contract: 2 to 31 letters and digits, the first a capital, such as RateKeeper`,
    );
  }
  const folder = resolve(parent, name);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new ModuleToolError('exists', `${folder} is there already and not empty`);
  }
  for (const [path, content] of Object.entries(filesOf(name))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  chmodSync(join(folder, 'scripts/solc'), 0o755);
  return folder;
}

function filesOf(name: string): Record<string, string> {
  const id = name.charAt(0).toLowerCase() + name.slice(1);
  const fill = (template: string) => template.replaceAll('__NAME__', name).replaceAll('__ID__', id);
  const project: ModuleProject = {
    contract: name,
    source: `src/${name}.sol`,
    id,
    initialize: [100, 60],
    former: null,
    rateLimits: [],
    compiler: COMPILER,
  };
  return {
    [PROJECT_FILE]: json(project),
    'package.json': json({
      name: `xai-module-${id.toLowerCase()}`,
      private: true,
      type: 'module',
      devDependencies: {
        '@foundry-rs/forge': '1.7.1',
        '@openzeppelin/contracts': '5.7.0',
        '@openzeppelin/contracts-upgradeable': '5.7.0',
        '@types/bun': '1.4.5',
        solc: COMPILER.version,
        viem: '2.57.20',
      },
    }),
    '.gitignore': 'node_modules\nout\ncache\nbroadcast\n',
    'README.md': fill(readme),
    'docs/MODULE.md': fill(moduleDocument),
    'foundry.toml': foundryToml,
    'scripts/solc': solc,
    'scripts/nativeSolc.ts': nativeSolc,
    [`src/${name}.sol`]: fill(moduleSource),
    'src/xai/IModuleParameters.sol': iModuleParameters,
    'src/xai/IXaiModule.sol': iXaiModule,
    'src/xai/Predeploys.sol': predeploys,
    'src/xai/XaiHooks.sol': xaiHooks,
    'src/xai/XaiModule.sol': xaiModule,
    'src/xai/XaiProxy.sol': xaiProxy,
    'script/Deploy.s.sol': fill(deployScript),
    [`test/${name}.t.sol`]: fill(forgeTest),
    [`test/${name}.test.ts`]: fill(bunTest),
    'test/support/Vm.sol': vm,
    [`rules/${id}.yaml`]: fill(rules),
    '.github/workflows/module.yml': workflow,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
