/**
 * Compiles modules/contracts with the npm solc and writes what the program needs of it: modules/genesis/contracts.json
 * (ABI, creation and runtime code, storage layout of each contract) and one ABI file for each in modules/abi/. With
 * `--check` nothing is written; it fails where a file differs from what the sources give. `--check --small` compares only the
 * contracts that are compiled by size: all others Foundry compiles alike, and test/modules/contracts/forge.test.ts compares them.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import solc from 'solc';
import { type ContractArtefact, makeModuleAlloc } from '../modules/genesis/makeAlloc.ts';
import { MODULE_PRESETS } from '../modules/genesis/presets.ts';
import { createWasmEngine } from '../vm/wasm/engine.ts';

const isCheck = process.argv.includes('--check');
const isSmall = isCheck && process.argv.includes('--small');
const ROOT = join(import.meta.dir, '..');
const SOURCES = join(ROOT, 'modules/contracts/src');
/** EIP-170: bytes of deployed code. */
const CODE_LIMIT = 24_576;

/** Bytes of code of a library that is compiled into its users. */
const EMPTY_LIBRARY = 40;

interface CompiledContract {
  readonly abi: readonly unknown[];
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string };
  };
  readonly storageLayout: {
    readonly storage: readonly { readonly label: string; readonly slot: string; readonly type: string }[];
  };
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
}

/** Contracts that fit under the limit only when size comes before gas; their settings take the compiler longer. */
const SMALL = ['XaiGovernor'];

const common = { evmVersion: 'cancun', metadata: { bytecodeHash: 'none', appendCBOR: false } };
const OUTPUT = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'storageLayout'];

const USUAL_SETTINGS = {
  ...common,
  optimizer: { enabled: true, runs: 200 },
  outputSelection: { '*': { '*': OUTPUT } },
};

const SMALL_SETTINGS = {
  ...common,
  viaIR: true,
  optimizer: {
    enabled: true,
    runs: 1,
    details: {
      peephole: true,
      inliner: false,
      jumpdestRemover: true,
      orderLiterals: true,
      deduplicate: true,
      cse: true,
      constantOptimizer: true,
      yul: true,
      yulDetails: { stackAllocation: true },
    },
  },
  outputSelection: Object.fromEntries(SMALL.map((name) => [`src/${name}.sol`, { [name]: OUTPUT }])),
};

function sourceOf(path: string): string {
  return readFileSync(
    path.startsWith('src/') ? join(SOURCES, path.slice(4)) : join(ROOT, 'node_modules', path),
    'utf8',
  );
}

/** Compiles these files of src/; the result is kept in node_modules/.cache by what went into it, but for a check. */
function compile(paths: readonly string[], settings: unknown): CompilerOutput {
  const sources = Object.fromEntries(paths.map((path) => [path, { content: sourceOf(path) }]));
  const input = JSON.stringify({ language: 'Solidity', sources, settings });
  const key = Bun.hash(JSON.stringify([input, ...closure(paths), solc.version()])).toString(16);
  const kept = join(ROOT, 'node_modules/.cache/xai-modules', `${key}.json`);
  if (!isCheck && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as CompilerOutput;
  const output = JSON.parse(
    solc.compile(input, { import: (path: string) => ({ contents: sourceOf(path) }) }),
  ) as CompilerOutput;
  const errors = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  for (const { formattedMessage } of errors) console.error(formattedMessage);
  if (errors.length > 0) process.exit(1);
  mkdirSync(join(ROOT, 'node_modules/.cache/xai-modules'), { recursive: true });
  writeFileSync(kept, JSON.stringify(output));
  return output;
}

/** These sources and all that they import. */
function closure(paths: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    const text = sourceOf(path);
    found.set(path, text);
    for (const [, target = ''] of text.matchAll(/^\s*(?:import\b[^;"]*|\} from )\s*"([^"]+)";/gm)) {
      visit(target.startsWith('.') ? normalize(join(dirname(path), target)) : target);
    }
  };
  for (const path of paths) visit(path);
  return found;
}

function sourcePaths(): string[] {
  return readdirSync(SOURCES, { recursive: true })
    .map((name) => `src/${name}`)
    .filter((name) => name.endsWith('.sol'))
    .sort();
}

/** The contracts of the project that have code, by name. */
function deployable(
  usual: CompilerOutput,
  small: CompilerOutput,
): readonly (readonly [string, CompiledContract])[] {
  const found = [
    ...contractsOf(usual).filter(([name]) => !SMALL.includes(name)),
    ...contractsOf(small).filter(([name]) => SMALL.includes(name)),
  ];
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

function contractsOf(output: CompilerOutput): readonly (readonly [string, CompiledContract])[] {
  return Object.entries(output.contracts ?? {})
    .filter(([file]) => file.startsWith('src/'))
    .flatMap(([, contracts]) => Object.entries(contracts))
    .filter(([, { evm }]) => (evm?.deployedBytecode?.object.length ?? 0) > 2 * EMPTY_LIBRARY);
}

/** Names of the contracts compiled by size that contracts.json has otherwise. */
function differingSmall(): readonly string[] {
  const kept = JSON.parse(readFileSync(join(ROOT, 'modules/genesis/contracts.json'), 'utf8'));
  const output = compile(
    SMALL.map((name) => `src/${name}.sol`),
    SMALL_SETTINGS,
  );
  return contractsOf(output)
    .filter(([name, compiled]) => JSON.stringify(entryOf(compiled)) !== JSON.stringify(kept[name]))
    .map(([name]) => `modules/genesis/contracts.json: ${name}`);
}

function entryOf({ abi, evm, storageLayout }: CompiledContract) {
  return {
    abi: abi as ContractArtefact['abi'],
    creation: `0x${evm.bytecode.object}`,
    runtime: `0x${evm.deployedBytecode.object}`,
    storage: storageLayout.storage.map(({ label, slot, type }) => ({ label, slot, type })),
  } as const;
}

/** The files as they should be: path from the root → content. */
function generate(): Map<string, string> {
  const files = new Map<string, string>();
  const usual = compile(sourcePaths(), USUAL_SETTINGS);
  const small = compile(
    SMALL.map((name) => `src/${name}.sol`),
    SMALL_SETTINGS,
  );
  const contracts: Record<string, ContractArtefact & { readonly storage: readonly unknown[] }> = {};
  for (const [name, compiled] of deployable(usual, small)) {
    const { abi, evm } = compiled;
    const size = evm.deployedBytecode.object.length / 2;
    if (size > CODE_LIMIT) throw new Error(`${name} has ${size} bytes of code, ${CODE_LIMIT} are allowed`);
    console.log(`${name.padEnd(24)} ${size} bytes`);
    contracts[name] = entryOf(compiled);
    files.set(`modules/abi/${fileName(name)}.ts`, abiFile(name, abi));
  }
  // One entry a line, so that a change shows where it is.
  const lines = Object.entries(contracts).map(
    ([name, entry]) => `  ${JSON.stringify(name)}: ${JSON.stringify(entry)}`,
  );
  files.set('modules/genesis/contracts.json', `{\n${lines.join(',\n')}\n}\n`);
  files.set('modules/genesis/alloc.json', allocFile(contracts));
  return files;
}

/** What genesis places for each preset when no hook is switched on. */
function allocFile(contracts: Readonly<Record<string, ContractArtefact>>): string {
  const codes: Record<string, string> = {};
  const presets: Record<string, Record<string, unknown>> = {};
  for (const preset of MODULE_PRESETS) {
    const alloc = makeModuleAlloc({ preset, active: [] }, contracts, createWasmEngine());
    const storage: Record<string, unknown> = {};
    for (const [address, { code, storage: slots }] of Object.entries(alloc)) {
      if ((codes[address] ?? code) !== code) throw new Error(`${address} has other code in ${preset}`);
      codes[address] = code;
      if (slots !== undefined) storage[address] = slots;
    }
    presets[preset] = storage;
  }
  return `${JSON.stringify({ codes, presets }, null, 1)}\n`;
}

function abiFile(name: string, abi: readonly unknown[]): string {
  const lines = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join('');
  return `// Written by scripts/build-modules.ts.\n\n/** The ABI of ${name}. */\nexport const ${fileName(name)}Abi = [\n${lines}] as const;\n`;
}

function fileName(contract: string): string {
  return contract.charAt(0).toLowerCase() + contract.slice(1);
}

const differing: string[] = [];
if (isSmall) differing.push(...differingSmall());
else {
  mkdirSync(join(ROOT, 'modules/abi'), { recursive: true });
  mkdirSync(join(ROOT, 'modules/genesis'), { recursive: true });
  for (const [path, content] of generate()) {
    const file = join(ROOT, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    differing.push(path);
    if (!isCheck) writeFileSync(file, content);
  }
}
for (const path of differing)
  console.log(isCheck ? `${path} is not what the sources give` : `${path} written`);
if (isCheck && differing.length > 0) process.exit(1);
