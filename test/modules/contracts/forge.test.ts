import { expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { forge } from '../../e2e/modules/support.ts';
import { root } from '../../e2e/root.ts';

// The first run compiles everything.
setDefaultTimeout(300_000);

test("the contracts' own tests pass in Foundry, fuzzed ones included", async () => {
  // Beside it, the contracts that Foundry compiles otherwise than they are placed.
  const check = Bun.spawn([process.execPath, join(root, 'scripts/build-modules.ts'), '--check', '--small']);
  const ended = await forge(join(root, 'modules/contracts'), ['test']);
  const failures = ended.out.split('\n').filter((line) => line.startsWith('[FAIL'));
  expect([failures, ended.error]).toEqual([[], '']);
  expect(ended.code).toBe(0);
  expect([await check.exited, await new Response(check.stdout).text()]).toEqual([0, '']);
  // A run that found nothing to do would pass too.
  expect(ended.out).toMatch(/[1-9]\d+ tests passed, 0 failed/);
});

test('what genesis places is what these sources give', () => {
  const differing = Object.entries(contracts).filter(([name, kept]) => {
    const file = join(root, `node_modules/.cache/xai-modules/out/${name}.sol/${name}.json`);
    if (name === 'XaiGovernor' || !existsSync(file)) return name !== 'XaiGovernor';
    const { abi, bytecode, deployedBytecode } = JSON.parse(readFileSync(file, 'utf8'));
    const same = bytecode.object === kept.creation && deployedBytecode.object === kept.runtime;
    return !same || !Bun.deepEquals(sorted(abi), sorted(kept.abi));
  });
  expect(differing.map(([name]) => name)).toEqual([]);
});

test('the ABIs of the program are those of the contracts', async () => {
  for (const [name, { abi }] of Object.entries(contracts)) {
    const file = name.charAt(0).toLowerCase() + name.slice(1);
    const module = await import(`../../../modules/abi/${file}.ts`);
    expect(module[`${file}Abi`]).toEqual(abi);
  }
});

/** Foundry and solc order an ABI each in a way of its own, and the keys of its entries. */
function sorted(abi: readonly object[]): readonly string[] {
  return abi.map((entry) => JSON.stringify(ordered(entry))).toSorted();
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}
