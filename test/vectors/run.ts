/**
 * Runs the state or blockchain tests of ethereum/execution-spec-tests against an engine, on every core.
 *
 *   bun test/vectors/run.ts state|blockchain [--filter TEXT] [--failures N] [--traced] [--witness] [--engine wasm|predecoded|compiled|reference]
 *
 * --filter keeps the cases whose path, name or fork holds the text; --failures is how many to print in full (20);
 * --traced runs the state tests under a tracer, which takes another way through the engine; --witness has each block of the blockchain
 * tests executed again with nothing but its witness.
 * The archives are looked for in XAI_FIXTURES and in ../shared/fixtures. Ends with status 1 where a case failed.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { fixtureFolder, HOW_TO_GET, jsonFiles } from './fixtures.ts';
import { type FileResult, printReport } from './report.ts';
import type { Job } from './worker.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    filter: { type: 'string' },
    failures: { type: 'string', default: '20' },
    traced: { type: 'boolean', default: false },
    witness: { type: 'boolean', default: false },
    engine: { type: 'string', default: 'wasm' },
  },
});

const kind = positionals[0];
if (kind !== 'state' && kind !== 'blockchain') {
  console.error('usage: bun test/vectors/run.ts state|blockchain [--filter TEXT] [--failures N]');
  process.exit(2);
}

const engine = values.engine;
if (engine !== 'wasm' && engine !== 'predecoded' && engine !== 'compiled' && engine !== 'reference') {
  console.error('--engine is wasm, predecoded, compiled or reference');
  process.exit(2);
}

const folder = fixtureFolder(`eest-${kind}-tests`);
if (folder === undefined) {
  console.error(HOW_TO_GET);
  process.exit(2);
}

const results = await runAll(
  { kind, folder, filter: values.filter, traced: values.traced, witness: values.witness, engine },
  jsonFiles(folder),
);
process.exit(printReport(results, Number(values.failures)) === 0 ? 0 : 1);

/** Hands out one file at a time to each worker. */
function runAll(job: Omit<Job, 'file'>, files: readonly string[]): Promise<FileResult[]> {
  const queue = [...files].reverse();
  const results: FileResult[] = [];
  return new Promise((resolve, reject) => {
    let busy = 0;
    for (let i = 0; i < availableParallelism(); i++) {
      const worker = new Worker(new URL('./worker.ts', import.meta.url).href);
      const next = () => {
        const file = queue.pop();
        if (file === undefined) {
          worker.terminate();
          if (--busy === 0) resolve(results);
          return;
        }
        worker.postMessage({ ...job, file } satisfies Job);
      };
      worker.onmessage = ({ data }: MessageEvent<FileResult | 'ready'>) => {
        if (data !== 'ready') results.push(data);
        next();
      };
      worker.onerror = (event) => reject(new Error(event.message));
      busy++;
    }
  });
}
