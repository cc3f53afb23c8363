/** Makes sdk/dist, what `npm pack` takes: modules with their types, and one entry for all. Run by `npm run build` in sdk/. */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInherited } from '../process.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const sdk = join(root, 'sdk');
const dist = join(sdk, 'dist');
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
process.exitCode = await runInherited(process.execPath, [compiler, '-p', join(sdk, 'tsconfig.build.json')]);
const entry = [...ENTRY, 'methods/table'].map((name) => `export * from './sdk/${name}.js';\n`).join('');
for (const file of ['index.js', 'index.d.ts']) writeFileSync(join(dist, file), entry);
copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
