import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The repository's root. */
export const ROOT = join(import.meta.dir, '..', '..');

/** The floors of the house from the top down: each may import those after it. `modules` and `chain` share a storey. */
export const FLOORS = ['src', 'rpc', 'chain', 'modules', 'vm', 'storage'] as const;

/** Floors that stand beside each other and must not know of each other. */
const NEIGHBOURS = new Set(['chain>modules', 'modules>chain']);

/** True when a file of floor `from` may import one of floor `to`. */
export function mayImport(from: string, to: string): boolean {
  const order = FLOORS as readonly string[];
  if (NEIGHBOURS.has(`${from}>${to}`)) return false;
  return !order.includes(to) || order.indexOf(from) <= order.indexOf(to);
}

/** A source file with its imports of other files of the project, as paths from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly ImportLine[];
}

/** One import or re-export. */
export interface ImportLine {
  /** as written */
  readonly specifier: string;
  /** path from the root; undefined for a package */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
  readonly reExport: boolean;
}

const IMPORT =
  /^[ \t]*(import|export)(\s+type\b)?\s*(?:(?:[\w*{}\s,$]+?)\s+from\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/gm;

/** Every TypeScript file under these folders of the root. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => filesUnder(folder)).map(readSource);
}

function filesUnder(folder: string): string[] {
  // A floor on which nothing stands yet is no folder in a fresh clone.
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && entry.name.endsWith('.ts') && !/\/(node_modules|dist)(\/|$)/.test(entry.parentPath),
    )
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, imports: importsIn(path, text) };
}

/** The import lines of a file, read without a compiler. */
export function importsIn(path: string, text: string): ImportLine[] {
  const lines: ImportLine[] = [];
  for (const [, keyword, type, fromClause, dynamic] of text.matchAll(IMPORT)) {
    const specifier = fromClause ?? dynamic ?? '';
    const local = specifier.startsWith('.');
    lines.push({
      specifier,
      target: local ? normalize(join(dirname(path), specifier)) : undefined,
      typeOnly: type !== undefined,
      reExport: keyword === 'export',
    });
  }
  return lines;
}

/** Circles among files, each as the list of its members; types count as well. */
export function circles(files: readonly SourceFile[]): string[][] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string) => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      found.push([...trail.slice(at), path]);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const { target } of byPath.get(path)?.imports ?? []) if (target !== undefined) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const { path } of files) visit(path);
  return found;
}
