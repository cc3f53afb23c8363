/**
 * Makes the single binary: Bun, the program as bytecode, LMDB and secp256k1 in one file.
 *
 *   npm run build                              dist/xai for this machine
 *   npm run build -- --target linux-arm64      dist/xai-linux-arm64; parts come from the npm registry
 *   npm run build -- --outfile /usr/local/bin/xai
 */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { assembledModules } from './assembledModules.ts';
import { nativeAddons } from './nativeAddons.ts';
import { fetchedParts, installedParts, type PlatformParts } from './platformParts.ts';
import { TARGETS, type Target } from './targets.ts';

const MEBIBYTE = 1024 * 1024;
const root = resolve(import.meta.dir, '..', '..');
const host = `${process.platform}-${process.arch}`;

/** What runs in threads of its own is found beside the program. */
const THREADS = ['vm/wasm/compiler/compileWorker.ts', 'chain/block/senderWorker.ts'];

/** Compiles the program with these parts into `outfile`. */
async function compile(target: Target, parts: PlatformParts, outfile: string): Promise<void> {
  mkdirSync(dirname(outfile), { recursive: true });
  const made = await Bun.build({
    entrypoints: ['src/main.ts', ...THREADS].map((path) => join(root, path)),
    target: 'bun',
    format: 'cjs',
    bytecode: true,
    minify: { whitespace: true, syntax: true, identifiers: false },
    plugins: [nativeAddons(parts), assembledModules()],
    compile: {
      target: target.compiler,
      outfile,
      executablePath: parts.runtime,
      // Settings come from flags, XAI_* and xai.toml alone, wherever the program is started.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  });
  for (const log of made.logs) console.error(String(log));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { target: { type: 'string', default: host }, outfile: { type: 'string' } },
  });
  const name = values.target;
  const target = TARGETS.get(name);
  if (target === undefined) {
    throw new Error(`--target ${name}: there are ${[...TARGETS.keys()].join(', ')}`);
  }
  const outfile = resolve(values.outfile ?? join(root, 'dist', name === host ? 'xai' : `xai-${name}`));
  const folder = join(root, 'dist', `.parts-${name}`);
  try {
    if (name !== host) console.error(`Fetching the parts for ${name} through npm …`);
    const parts = name === host ? installedParts(root, target) : await fetchedParts(root, target, folder);
    console.error(`Compiling for ${name} …`);
    await compile(target, parts, outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.error(`${outfile}: ${(statSync(outfile).size / MEBIBYTE).toFixed(0)} MiB`);
}

main().catch((error: unknown) => {
  // The bundler tells each thing that it cannot do as an error of its own.
  if (error instanceof AggregateError) for (const one of error.errors) console.error(one);
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
