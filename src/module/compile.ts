import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Abi, Hex } from 'viem';
import { toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { ModuleArtifact, StorageLayout } from './artifact.ts';
import { ModuleToolError } from './errors.ts';
import type { OpenProject } from './project.ts';

/** What is used of the npm package solc. */
interface Compiler {
  version(): string;
  compile(
    input: string,
    callbacks: { import(path: string): { contents: string } | { error: string } },
  ): string;
}

interface CompiledContract {
  readonly abi: Abi;
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: {
      readonly object: string;
      readonly immutableReferences: Readonly<Record<string, unknown>>;
    };
  };
  readonly storageLayout: {
    readonly storage: StorageLayout['storage'];
    readonly types: StorageLayout['types'] | null;
  };
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
}

/**
 * Compiles a module with the solc of its project (or, without one there, of the program's own packages). Nothing of the
 * machine gets into the code: no metadata, sources by their path in the project. Throws ModuleToolError.
 */
export function compileModule(project: OpenProject): ModuleArtifact {
  const { folder, contract, source, compiler } = project;
  const solc = loadCompiler(project);
  const settings = {
    optimizer: { enabled: true, runs: compiler.runs },
    evmVersion: compiler.evmVersion,
    metadata: { bytecodeHash: 'none', appendCBOR: false },
  };
  const outputs = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode', 'storageLayout'];
  const sources: Record<string, { content: string }> = {};
  for (const path of solidityFiles(folder, 'src'))
    sources[path] = { content: readFileSync(join(folder, path), 'utf8') };
  if (sources[source] === undefined)
    throw new ModuleToolError('bad-project', `${join(folder, source)} is not there`);
  const read = new Map(Object.entries(sources).map(([path, { content }]) => [path, content]));
  const input = {
    language: 'Solidity',
    sources,
    settings: { ...settings, outputSelection: { '*': { '*': outputs } } },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import(path) {
        const file = packageFile(folder, path);
        if (file === undefined)
          return { error: `not found in ${folder}/node_modules: run "bun install" there` };
        const contents = readFileSync(file, 'utf8');
        read.set(path, contents);
        return { contents };
      },
    }),
  ) as CompilerOutput;
  const failures = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  if (failures.length > 0) {
    throw new ModuleToolError('compile', failures.map(({ formattedMessage }) => formattedMessage).join('\n'));
  }
  const compiled = output.contracts?.[source]?.[contract];
  if (compiled === undefined)
    throw new ModuleToolError('bad-project', `${source} has no contract ${contract}`);
  const { bytecode, deployedBytecode } = compiled.evm;
  if (deployedBytecode.object === '')
    throw new ModuleToolError('not-a-module', `${contract} is abstract: it has no code`);
  if (Object.keys(deployedBytecode.immutableReferences ?? {}).length > 0) {
    throw new ModuleToolError(
      'not-a-module',
      `${contract} has immutables: its code would depend on its deployment, and auditors attest to a hash of code. Use a constant or a parameter`,
    );
  }
  const runtime: Hex = `0x${deployedBytecode.object}`;
  return {
    contract,
    id: project.id,
    compiler: { version: solc.version(), settings },
    sources: Object.fromEntries(
      [...read].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, hashOf(Buffer.from(text))]),
    ),
    codeHash: hashOf(Buffer.from(deployedBytecode.object, 'hex')),
    abi: compiled.abi,
    creation: `0x${bytecode.object}`,
    runtime,
    storageLayout: plainLayout(compiled.storageLayout),
  };
}

/** solc numbers types by their place in the syntax tree, which other sources of the project change: left out. */
function plainLayout({ storage, types }: CompiledContract['storageLayout']): StorageLayout {
  const text = JSON.stringify({
    storage: storage.map(({ label, slot, offset, type }) => ({ label, slot, offset, type })),
    types: types ?? {},
  });
  return JSON.parse(
    text
      .replaceAll(/\)(\d+)_storage/g, ')_storage')
      .replaceAll(/\)(\d+)(?=[,")])/g, ')')
      .replaceAll(/"astId":\d+,/g, '')
      .replaceAll(/"contract":"[^"]*",/g, ''),
  ) as StorageLayout;
}

function loadCompiler({ folder, compiler }: OpenProject): Compiler {
  const solc = required(join(folder, 'package.json')) ?? required(import.meta.url);
  if (solc === undefined) {
    throw new ModuleToolError(
      'no-compiler',
      `the npm package solc is not installed: run "bun install" in ${folder}`,
    );
  }
  if (!solc.version().startsWith(`${compiler.version}+`)) {
    throw new ModuleToolError(
      'no-compiler',
      `xai-module.json wants solc ${compiler.version}, installed is ${solc.version()}: run "bun add -d -E solc@${compiler.version}"`,
    );
  }
  return solc;
}

function required(from: string): Compiler | undefined {
  try {
    return createRequire(from)('solc') as Compiler;
  } catch {
    return undefined;
  }
}

function packageFile(folder: string, path: string): string | undefined {
  // A path that leaves the packages would make the code depend on the machine.
  if (path.split('/').includes('..')) return undefined;
  const folders = [join(folder, 'node_modules'), join(import.meta.dir, '..', '..', 'node_modules')];
  return folders.map((each) => join(each, path)).find((file) => existsSync(file));
}

function solidityFiles(folder: string, under: string): string[] {
  const found = readdirSync(join(folder, under), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return found.sort();
}

function hashOf(bytes: Uint8Array): Hex {
  return `0x${toHex(keccak256(bytes)).slice(2)}`;
}
