/**
 * Compiles the Solidity sources of this folder once and keeps the result in node_modules/.cache, named by the hash of
 * sources and compiler, so that the test files after the first read it in milliseconds.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';
import type { Abi, Hex } from 'viem';
import { root } from '../root.ts';

/** A compiled contract. */
export interface Artefact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

const folder = join(root, 'test/e2e/contracts');
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'cancun',
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<
    string,
    Record<string, { readonly abi: Abi; readonly evm: { readonly bytecode: { readonly object: string } } }>
  >;
}

function readSources(): Record<string, { content: string }> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sol'));
  return Object.fromEntries(
    names.map((name) => [name, { content: readFileSync(join(folder, name), 'utf8') }]),
  );
}

function compile(sources: Record<string, { content: string }>): Record<string, Artefact> {
  const input = JSON.stringify({ language: 'Solidity', sources, settings });
  const output = JSON.parse(
    solc.compile(input, {
      import: (path: string) => ({ contents: readFileSync(join(root, 'node_modules', path), 'utf8') }),
    }),
  ) as CompilerOutput;
  const failures = output.errors?.filter((error) => error.severity === 'error') ?? [];
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.formattedMessage).join('\n'));
  const artefacts: Record<string, Artefact> = {};
  for (const file of Object.keys(sources)) {
    for (const [name, contract] of Object.entries(output.contracts?.[file] ?? {})) {
      artefacts[name] = { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
    }
  }
  return artefacts;
}

function readOrCompile(): Record<string, Artefact> {
  const sources = readSources();
  const key = Bun.hash(JSON.stringify([sources, settings, solc.version()])).toString(16);
  const cache = join(root, 'node_modules/.cache/xai-e2e');
  const file = join(cache, `${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Artefact>;
  const artefacts = compile(sources);
  mkdirSync(cache, { recursive: true });
  // Written under another name first: test files may run side by side.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(artefacts));
  renameSync(`${file}.${process.pid}`, file);
  return artefacts;
}

const artefacts = readOrCompile();

/** The contract of this name in test/e2e/contracts; throws when there is none. */
export function artefact(name: string): Artefact {
  const found = artefacts[name];
  if (!found) throw new Error(`No contract named ${name} in ${folder}`);
  return found;
}
