/**
 * Fuzzes as long as wanted. Every run is decided by its seed.
 *
 *   bun test/fuzz/run.ts programs [--seed N] [--count N] [--fork NAME] [--engine NAME] [--against NAME] [--most N]
 *   bun test/fuzz/run.ts programs --case JSON [--engine NAME] [--against NAME]
 *
 * `programs` compares two executors (test/fuzz/executors.ts) on random worlds and transactions, on every core; of each
 * difference it prints the smallest case that still shows it, which --case runs again. Ends with status 1 where
 * something differed.
 */
import { parseArgs } from 'node:util';
import type { ForkName } from '../../vm/rules/forks.ts';
import { parseCase } from './case.ts';
import { differencesOf } from './compare.ts';
import { executorNamed } from './executors.ts';
import { fuzzPrograms } from './programs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '10000' },
    most: { type: 'string', default: '5' },
    fork: { type: 'string' },
    engine: { type: 'string', default: 'ethereumjs' },
    against: { type: 'string', default: 'judge' },
    case: { type: 'string' },
  },
});

const seed = Number(values.seed ?? Date.now() % 1_000_000);
const { engine, against } = values;

if (positionals[0] === 'programs')
  process.exit(values.case === undefined ? await programs() : await again(values.case));
console.error('usage: bun test/fuzz/run.ts programs [--seed N] [--count N]');
process.exit(2);

async function programs(): Promise<number> {
  console.log(`${engine} against ${against}, seed ${seed}, ${values.count} cases`);
  const began = performance.now();
  let shown = 0;
  const { cases, statistics, findings } = await fuzzPrograms(
    {
      seed,
      count: Number(values.count),
      engine,
      against,
      fork: values.fork as ForkName | undefined,
      most: Number(values.most),
    },
    (done) => {
      if (done - shown < 10_000) return;
      shown = done;
      console.log(`${done} cases, ${Math.round((performance.now() - began) / 1000)} s`);
    },
  );
  for (const { index, text, reproduction } of findings) {
    console.log(`\ncase ${index} of seed ${seed}:\n${text}\n--case '${reproduction}'`);
  }
  for (const [key, n] of Object.entries(statistics).sort(([, a], [, b]) => b - a))
    console.log(`${n}\t${key}`);
  const seconds = (performance.now() - began) / 1000;
  console.log(`\n${cases} cases in ${seconds.toFixed(0)} s, ${findings.length} differ`);
  return findings.length === 0 ? 0 : 1;
}

async function again(text: string): Promise<number> {
  const lines = await differencesOf(parseCase(text), [executorNamed(engine), executorNamed(against)]);
  console.log(lines.length === 0 ? 'no difference' : lines.join('\n'));
  return lines.length === 0 ? 0 : 1;
}
