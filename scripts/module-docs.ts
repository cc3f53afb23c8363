/** Writes docs/architecture/MODULE_REGISTRY.md from the genesis table, the presets and the compiled contracts; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import contracts from '../modules/genesis/contracts.json' with { type: 'json' };
import { MODULE_PRESETS, PRESET_VALUES } from '../modules/genesis/presets.ts';
import { HOOKED_MODULES, implementationAddress, MODULES, proxyAddress } from '../modules/genesis/table.ts';

const FILE = join(import.meta.dir, '..', 'docs/architecture/MODULE_REGISTRY.md');

interface AbiEntry {
  readonly type: string;
  readonly name?: string;
  readonly stateMutability?: string;
  readonly inputs?: readonly { readonly type: string; readonly name: string }[];
}

const abis = contracts as unknown as Readonly<
  Record<string, { readonly abi: readonly AbiEntry[]; readonly runtime: string }>
>;

const signature = ({ name, inputs }: AbiEntry): string =>
  `${name}(${(inputs ?? []).map(({ type, name: input }) => `${type} ${input}`.trim()).join(', ')})`;

function moduleSection({ id, contract }: (typeof MODULES)[number]): string {
  const abi = abis[contract]?.abi ?? [];
  const listed = (entries: readonly AbiEntry[]) =>
    entries
      .map((entry) => `- \`${signature(entry)}\``)
      .sort()
      .join('\n');
  const changing = abi.filter(
    ({ type, stateMutability }) => type === 'function' && !/view|pure/.test(stateMutability ?? ''),
  );
  const events = abi.filter(({ type }) => type === 'event');
  return `## ${id}: ${contract}\n\nWhat changes it:\n\n${listed(changing)}\n\nEvents:\n\n${listed(events)}\n`;
}

const placed = MODULES.map((row) => {
  const size = ((abis[row.contract]?.runtime.length ?? 2) - 2) / 2;
  const hooks = (HOOKED_MODULES as readonly string[]).includes(row.id)
    ? 'off until voted or `--module-hooks`'
    : 'none';
  return `| ${row.id} | \`${row.contract}\` | \`${proxyAddress(row)}\` | \`${implementationAddress(row)}\` | ${hooks} | ${size} |`;
});

const presetRows = Object.keys(PRESET_VALUES.dev).map((key) => {
  const values = MODULE_PRESETS.map((preset) => {
    const value: unknown = PRESET_VALUES[preset][key as keyof (typeof PRESET_VALUES)['dev']];
    return Array.isArray(value) ? `${value.length} accounts` : String(value);
  });
  return `| ${key} | ${values.join(' | ')} |`;
});

const text = `# Modules of genesis

Written by \`scripts/module-docs.ts\` from \`modules/genesis\`; \`docs/modules.md\` says how they work.

| id | contract | proxy | first implementation | hooks | bytes of code |
|---|---|---|---|---|---|
${placed.join('\n')}

## Numbers to begin with

Times in seconds, votes in wei, quorum and vote cap in basis points. Every one can be changed by a vote.

| parameter | ${MODULE_PRESETS.join(' | ')} |
|---|${MODULE_PRESETS.map(() => '---|').join('')}
${presetRows.join('\n')}

${MODULES.map(moduleSection).join('\n')}`;

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error('docs/architecture/MODULE_REGISTRY.md is not what modules/genesis gives');
    process.exit(1);
  }
} else {
  writeFileSync(FILE, text);
}
