/**
 * Makes sdk/dist, what `npm pack` takes: modules with their types, and one entry for all. Run by `npm run build` in sdk/;
 * another folder may be named.
 */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInherited } from '../process.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const sdk = join(root, 'sdk');
const dist = resolve(process.argv[2] ?? join(sdk, 'dist'));
/** What `import … from 'xai-viem'` gives. */
const ENTRY = [
  'actions',
  'chains',
  'kindOf',
  'kinds',
  'moduleAbis',
  'nativeTransaction',
  'xaiAccount',
  'xaiAddress',
];

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
process.exitCode = await runInherited(process.execPath, [
  compiler,
  '-p',
  join(sdk, 'tsconfig.build.json'),
  '--outDir',
  dist,
]);
const entry = [...ENTRY, 'methods/table'].map((name) => `export * from './sdk/${name}.js';\n`).join('');
for (const file of ['index.js', 'index.d.ts']) writeFileSync(join(dist, file), entry);
copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
