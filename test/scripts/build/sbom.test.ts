import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials } from '../../../scripts/build/sbom.ts';

interface Bill {
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly hashes?: readonly { readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const read = (name: string) => readFileSync(join(import.meta.dir, '../../..', name), 'utf8');

test('the bill names every dependency for run time with its checksum, and no tool', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const bill = billOfMaterials(read('package.json'), read('bun.lock')) as Bill;
  const references = new Set(bill.components.map((component) => component['bom-ref']));
  for (const [name, version] of Object.entries(dependencies)) {
    expect(references).toContain(`pkg:npm/${name.replace('@', '%40')}@${version}`);
  }
  for (const { hashes } of bill.components) expect(hashes?.[0]?.content).toMatch(/^[0-9a-f]{128}$/);
  expect([...references].filter((one) => /typescript@|biome@|hardhat@/.test(one))).toEqual([]);
  for (const { ref, dependsOn } of bill.dependencies.slice(0, -1)) {
    for (const needed of dependsOn) expect([ref, references.has(needed)]).toEqual([ref, true]);
  }
});

test('a package finds the version that stands nearest to it', () => {
  const manifest = {
    ...{ name: 'own', version: '1.0.0', license: 'MIT' },
    ...{ dependencies: { a: '1', b: '1' }, devDependencies: { bun: '1' } },
  };
  const checksum = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
  const packages = {
    a: ['a@1.0.0', '', { dependencies: { b: '2' } }, checksum],
    'a/b': ['b@2.0.0', '', {}, checksum],
    b: ['b@1.0.0', '', { optionalDependencies: { absent: '1' } }, checksum],
    bun: ['bun@1.0.0', '', {}, checksum],
  };
  const bill = billOfMaterials(JSON.stringify(manifest), JSON.stringify({ packages })) as Bill;
  const needs = Object.fromEntries(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  expect(needs['pkg:npm/a@1.0.0']).toEqual(['pkg:npm/b@2.0.0']);
  expect(needs['pkg:npm/b@1.0.0']).toEqual([]);
  expect(needs['pkg:npm/own@1.0.0']).toContain('pkg:npm/b@1.0.0');
  const { a } = packages;
  expect(() => billOfMaterials(JSON.stringify(manifest), JSON.stringify({ packages: { a } }))).toThrow(
    'b is not',
  );
});
