import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import solc from 'solc';
import { root } from '../../test/e2e/root.ts';

const folder = join(root, 'bench/engine/contracts');
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'cancun',
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
};

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<
    string,
    Record<string, { readonly evm: { readonly deployedBytecode: { readonly object: string } } }>
  >;
}

/** Runtime code by contract's name, 0x-hex: made once and kept by the hash of sources and compiler. */
export function compileContracts(): Readonly<Record<string, string>> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sol'));
  const sources = Object.fromEntries(
    names.map((name) => [name, { content: readFileSync(join(folder, name), 'utf8') }]),
  );
  const key = Bun.hash(JSON.stringify([sources, settings, solc.version()])).toString(16);
  const cache = join(root, 'node_modules/.cache/xai-bench');
  const file = join(cache, `${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const output = JSON.parse(
    solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), {
      import: (path: string) => ({ contents: readFileSync(join(root, 'node_modules', path), 'utf8') }),
    }),
  ) as Output;
  const failures = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.formattedMessage).join('\n'));
  const codes: Record<string, string> = {};
  for (const source of names) {
    for (const [name, { evm }] of Object.entries(output.contracts?.[source] ?? {})) {
      codes[name] = `0x${evm.deployedBytecode.object}`;
    }
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, JSON.stringify(codes));
  return codes;
}
