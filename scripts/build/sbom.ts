/**
 * Writes what the binary is made of, as a CycloneDX document: every package that package.json's dependencies bring along,
 * and Bun, with version and checksum from bun.lock. No network, and no clock: the same lockfile gives the same bytes.
 *
 *   bun scripts/build/sbom.ts                   to standard output
 *   bun scripts/build/sbom.ts dist/xai.cdx.json
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One line of bun.lock's packages: what it is, where from, what it needs, its checksum. */
type LockedPackage = readonly [string, string, Needs, string];

interface Needs {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalPeers?: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Component {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
}

/** The document for a package.json and a bun.lock, both as text. Throws where a dependency is not locked. */
export function billOfMaterials(manifestText: string, lockText: string): object {
  const manifest = JSON.parse(manifestText) as Manifest;
  const { packages } = Bun.JSONC.parse(lockText) as { packages: Readonly<Record<string, LockedPackage>> };
  const components = new Map<string, Component>();
  const edges = new Map<string, readonly string[]>();

  /** The key of a package as one that stands at `from` finds it: `a/b` goes before `b`, as folders of node_modules do. */
  function keyOf(name: string, from: string): string | undefined {
    for (let place = from; place !== ''; place = parentOf(place)) {
      if (packages[`${place}/${name}`] !== undefined) return `${place}/${name}`;
    }
    return packages[name] === undefined ? undefined : name;
  }

  function visit(key: string): string {
    const locked = packages[key];
    if (locked === undefined) throw new Error(`${key} is not in bun.lock`);
    const [id, , needs, integrity] = locked;
    const component = componentOf(id, integrity);
    const reference = component['bom-ref'];
    if (edges.has(key)) return reference;
    edges.set(key, []);
    components.set(reference, component);
    edges.set(key, visitAll(needs, key));
    return reference;
  }

  function visitAll(needs: Needs, from: string): string[] {
    const optional = { ...needs.optionalDependencies, ...needs.peerDependencies };
    // Types and tools for those who want them: the binary has none.
    for (const name of needs.optionalPeers ?? []) delete optional[name];
    const references: string[] = [];
    for (const name of Object.keys({ ...needs.dependencies, ...optional }).sort()) {
      const key = keyOf(name, from);
      if (key !== undefined) references.push(visit(key));
      else if (needs.dependencies?.[name] !== undefined) throw new Error(`${name} is not in bun.lock`);
    }
    return references;
  }

  const own = `pkg:npm/${manifest.name}@${manifest.version}`;
  // The binary is Bun with the program inside, though Bun is a tool in package.json.
  const { bun = '' } = manifest.devDependencies;
  const direct = visitAll({ dependencies: { ...manifest.dependencies, bun } }, '');
  const dependencies = new Map([[own, direct]]);
  for (const [key, references] of edges) {
    const [id = ''] = packages[key] ?? [];
    const reference = componentOf(id)['bom-ref'];
    dependencies.set(reference, [...new Set([...(dependencies.get(reference) ?? []), ...references])].sort());
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        ...{ type: 'application', 'bom-ref': own, name: manifest.name, version: manifest.version, purl: own },
        licenses: [{ license: { id: manifest.license } }],
      },
    },
    components: [...components.values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
    dependencies: [...dependencies]
      .map(([ref, dependsOn]) => ({ ref, dependsOn }))
      .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
  };
}

/** `@a/b/c` → `@a/b`, `b/c` → `b`, `b` → ``. */
function parentOf(key: string): string {
  const cut = key.lastIndexOf('/');
  if (cut < 0) return '';
  const front = key.slice(0, cut);
  const last = front.slice(front.lastIndexOf('/') + 1);
  return last.startsWith('@') ? front.slice(0, Math.max(0, front.length - last.length - 1)) : front;
}

function componentOf(id: string, integrity = ''): Component {
  const cut = id.lastIndexOf('@');
  const [name, version] = [id.slice(0, cut), id.slice(cut + 1)];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, base64 = ''] = integrity.split('-');
  const component = { type: 'library', 'bom-ref': purl, name, version, purl } as const;
  if (algorithm !== 'sha512') return component;
  return {
    ...component,
    hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }],
  };
}

if (import.meta.main) {
  const root = resolve(import.meta.dir, '..', '..');
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  const text = `${JSON.stringify(billOfMaterials(read('package.json'), read('bun.lock')), null, 2)}\n`;
  const path = process.argv[2];
  if (path === undefined) process.stdout.write(text);
  else {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileSync(path, text);
  }
}
