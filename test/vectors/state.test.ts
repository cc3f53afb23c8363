import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReferenceEngine } from '../../vm/reference/engine.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { fixtureFolder, HOW_TO_GET, jsonFiles } from './fixtures.ts';
import { runStateCase, stateCases } from './stateVector.ts';

/** Every how many of the 2,687 files one is taken, and how many of its cases: all folders are met, in some seconds. */
const FILE_STRIDE = 20;
const CASES_PER_FILE = 6;

const folder = fixtureFolder('eest-state-tests');
if (folder === undefined) console.warn(HOW_TO_GET);

test.skipIf(folder === undefined).each([createWasmEngine(), createReferenceEngine()])(
  'a sample of the state tests of execution-spec-tests gives their roots and logs: $name',
  async (engine) => {
    const failures: string[] = [];
    let passed = 0;
    for (const file of jsonFiles(folder ?? '').filter((_, i) => i % FILE_STRIDE === 0)) {
      const cases = [...stateCases(JSON.parse(readFileSync(join(folder ?? '', file), 'utf8')))];
      const stride = Math.ceil(cases.length / CASES_PER_FILE);
      for (const item of cases.filter((_, i) => i % stride === 0)) {
        const failure = await runStateCase(engine, item);
        if (failure === undefined) passed++;
        else failures.push(`${item.name} [${item.fork}]: ${failure}`);
      }
    }
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(500);
  },
  60_000,
);
