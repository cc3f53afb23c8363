import { join } from 'node:path';
import type { Abi, Hex } from 'viem';
import { toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { ModuleArtifact, StorageLayout } from './artifact.ts';
import { ModuleToolError } from './errors.ts';
import type { OpenProject } from './project.ts';
import { runCompiler } from './solc.ts';
import { readSources } from './sources.ts';

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
  const settings = {
    optimizer: { enabled: true, runs: compiler.runs },
    evmVersion: compiler.evmVersion,
    metadata: { bytecodeHash: 'none', appendCBOR: false },
  };
  const outputs = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode', 'storageLayout'];
  const read = readSources(folder);
  if (!read.has(source)) throw new ModuleToolError('bad-project', `${join(folder, source)} is not there`);
  const run = runCompiler(project, {
    language: 'Solidity',
    sources: Object.fromEntries([...read].map(([name, content]) => [name, { content }])),
    settings: { ...settings, outputSelection: { '*': { '*': outputs } } },
  });
  const output = run.output as CompilerOutput;
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
  return {
    contract,
    id: project.id,
    compiler: { version: run.version, settings },
    sources: Object.fromEntries([...read].map(([name, text]) => [name, hashOf(Buffer.from(text))])),
    codeHash: hashOf(Buffer.from(deployedBytecode.object, 'hex')),
    abi: compiled.abi,
    creation: `0x${bytecode.object}`,
    runtime: `0x${deployedBytecode.object}`,
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

function hashOf(bytes: Uint8Array): Hex {
  return `0x${toHex(keccak256(bytes)).slice(2)}`;
}
