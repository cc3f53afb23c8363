import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FLOORS, ROOT, sourceFiles } from './tree.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const documents = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'));
const manifest = JSON.parse(read('package.json'));

describe('documents', () => {
  test('link to what exists', () => {
    const broken: string[] = [];
    for (const path of documents) {
      for (const [, target = ''] of read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
        if (!existsSync(join(ROOT, dirname(path), target))) broken.push(`${path} links to ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('name files that exist', () => {
    // from the root, from a floor or a large folder of one, or beside the document
    const folders = ['.', ...FLOORS, 'test', 'bench', 'vm/wasm', 'modules/contracts'];
    const missing: string[] = [];
    for (const path of documents) {
      // what the changelog tells of may be gone
      if (path === 'CHANGELOG.md') continue;
      const named = read(path).matchAll(
        /`(\w[\w.-]*\/(?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs|md|sol|json|ya?ml|toml))`/g,
      );
      for (const [, file = ''] of named) {
        const there = [...folders, dirname(path)].some((folder) => existsSync(join(ROOT, folder, file)));
        if (!there) missing.push(`${path} names ${file}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test('say what each folder of a floor is', () => {
    const pages = { rpc: 'architecture', src: 'architecture', vm: 'execution' } as Record<string, string>;
    const unnamed = FLOORS.flatMap((floor) => {
      const page = read(`docs/${pages[floor] ?? floor}.md`);
      const folders = sourceFiles([floor]).flatMap(({ path }) => path.split('/').slice(1, -1)[0] ?? []);
      return [...new Set(folders)]
        .filter((name) => !new RegExp(`\\b${name}/`).test(page))
        .map((name) => `${floor}/${name}`);
    });
    expect(unnamed).toEqual([]);
  });

  test('are all listed in the README, itself or its folder', () => {
    const readme = read('README.md');
    const listed = (path: string) => path === 'README.md' || readme.includes(`](${path})`);
    expect(documents.filter((path) => !listed(path) && !listed(dirname(path)))).toEqual([]);
  });

  test('give a reason for each dependency at its version', () => {
    const rows = read('docs/dependencies.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const documented = Object.fromEntries(
      rows.map(([, name = '', version = '']) => [name.replaceAll('`', ''), version]),
    );
    expect(documented).toEqual({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(rows.filter(([, , , reason = '']) => reason.length < 20).map(([, name]) => name)).toEqual([]);
  });

  test('the README names every command and begins with the two that set everything up', () => {
    const readme = read('README.md');
    const help = Bun.spawnSync([process.execPath, join(ROOT, 'src/main.ts'), '--help']).stdout.toString();
    const commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}(\w+)/gm)].map(
      ([, name]) => name,
    );
    expect(commands).toContain('start');
    for (const command of commands) if (command !== 'help') expect(readme).toContain(`\`xai ${command}`);
    const [first, second] = ['npm run dev', 'npm test'].map((line) => readme.indexOf(line));
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first ?? 0);
    expect(second).toBeLessThan(600);
  });
});

test('dependencies are pinned exactly', () => {
  const versions: [string, string][] = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
  });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('the lockfile names no registry', () => {
  expect(read('bun.lock')).not.toMatch(/https?:\/\//);
});
