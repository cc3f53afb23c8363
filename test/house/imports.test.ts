import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { circles, FLOORS, importsIn, mayImport, ROOT, sourceFiles } from './tree.ts';

const files = sourceFiles(FLOORS);

describe('imports', () => {
  test('point down: src > rpc > chain, modules > vm > storage', () => {
    const upward = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== undefined && !mayImport(floorOf(path), floorOf(target)))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(upward).toEqual([]);
  });

  test('stay inside the house, and name files that exist by their ending', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ target }) => target !== undefined && !(isInHouse(target) && existsSync(join(ROOT, target))),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test('make no circle', () => {
    expect(circles(files).map((circle) => circle.join(' → '))).toEqual([]);
  });

  test('pass through no barrel', () => {
    const barrels = files.filter(
      ({ path, imports }) =>
        /(^|\/)index\.ts$/.test(path) || imports.filter(({ reExport }) => reExport).length > 1,
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  test('of packages are declared in package.json', async () => {
    const manifest = await Bun.file(join(ROOT, 'package.json')).json();
    const undeclared = files.flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ target, specifier }) => target === undefined && !isDeclared(specifier, manifest.dependencies),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(undeclared).toEqual([]);
  });
});

test('every declared package for run time is used', async () => {
  const manifest = await Bun.file(join(ROOT, 'package.json')).json();
  const used = new Set(files.flatMap(({ imports }) => imports.map((line) => packageOf(line.specifier))));
  expect(Object.keys(manifest.dependencies).filter((name) => !used.has(name))).toEqual([]);
});

describe('the SDK', () => {
  const sdk = sourceFiles(['sdk']);

  test('takes viem and the ABIs of the modules, and nothing else of the house', () => {
    const isAllowed = (target: string | undefined, specifier: string) =>
      target === undefined ? packageOf(specifier) === 'viem' : /^(sdk|modules\/abi)\//.test(target);
    const wrong = sdk.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, specifier }) => !isAllowed(target, specifier))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(sdk.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  test('has no circle and no barrel', () => {
    expect(circles(sdk).map((circle) => circle.join(' → '))).toEqual([]);
    expect(
      sdk.filter(({ imports }) => imports.some(({ reExport }) => reExport)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('the reader of imports', () => {
  test('sees every form', () => {
    const text = `import a from './a.ts';
import type { B } from '../b.ts';
import {
  c,
  type D,
} from './c.ts';
import './e.ts';
export { f } from './f.ts';
export * as g from './g.ts';
const h = await import('./h.ts');
import * as i from 'package';
export const text = "import x from './no.ts'";
`;
    const seen = importsIn('chain/x/y.ts', text);
    expect(seen.map(({ target, specifier }) => target ?? specifier)).toEqual([
      'chain/x/a.ts',
      'chain/b.ts',
      'chain/x/c.ts',
      'chain/x/e.ts',
      'chain/x/f.ts',
      'chain/x/g.ts',
      'chain/x/h.ts',
      'package',
    ]);
    expect(seen.map(({ typeOnly }) => typeOnly).indexOf(true)).toBe(1);
    expect(seen.filter(({ reExport }) => reExport)).toHaveLength(2);
  });

  test('finds a circle', () => {
    const file = (path: string, ...targets: string[]) => ({
      path,
      text: '',
      imports: targets.map((target) => ({ specifier: '', target, typeOnly: false, reExport: false })),
    });
    expect(circles([file('a', 'b'), file('b', 'c', 'd'), file('c', 'a'), file('d')])).toEqual([
      ['a', 'b', 'c', 'a'],
    ]);
  });
});

function floorOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** package.json and bundled documents may be imported by the program beside the floors themselves. */
function isInHouse(target: string): boolean {
  return (FLOORS as readonly string[]).includes(floorOf(target)) || target === 'package.json';
}

function isDeclared(specifier: string, dependencies: Record<string, string>): boolean {
  if (specifier.startsWith('node:') || specifier === 'bun' || specifier.startsWith('bun:')) return true;
  return Object.hasOwn(dependencies, packageOf(specifier));
}

/** `@scope/name/path` → `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
