/**
 * Fuzzes as long as wanted. Every run is decided by its seed.
 *
 *   bun test/fuzz/run.ts programs [--seed N] [--count N] [--fork NAME] [--engine NAME] [--against NAME] [--most N]
 *   bun test/fuzz/run.ts programs --case JSON [--engine NAME] [--against NAME]
 *   bun test/fuzz/run.ts rpc [--seed N] [--count N] [--session N] [--most N]
 *   bun test/fuzz/run.ts engine [--seed N] [--count N] [--session N]
 *
 * `programs` compares two executors (test/fuzz/executors.ts) on random worlds and transactions, on every core; of each
 * difference it prints the smallest case that still shows it, which --case runs again. Ends with status 1 where
 * something differed.
 *
 * `rpc` sends --count bodies, made from the method table, to development nodes: a fresh one for each session of some
 * bodies. --session runs one session of a seed again. Ends with status 1 where an answer was wrong.
 * `engine` does the same over the engine port, as a consensus client that has lost its mind.
 */
import { parseArgs } from 'node:util';
import type { ForkName } from '../../vm/rules/forks.ts';
import { parseCase } from './case.ts';
import { differencesOf } from './compare.ts';
import { executorNamed } from './executors.ts';
import { fuzzPrograms } from './programs.ts';
import { runEngineSession } from './rpc/engineSession.ts';
import { BODIES_PER_SESSION, fuzzRpc } from './rpc/sessions.ts';

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
    session: { type: 'string' },
  },
});

const seed = Number(values.seed ?? Date.now() % 1_000_000);
const { engine, against } = values;

if (positionals[0] === 'programs')
  process.exit(values.case === undefined ? await programs() : await again(values.case));
if (positionals[0] === 'rpc') process.exit(await rpc());
if (positionals[0] === 'engine') process.exit(await enginePort());
console.error('usage: bun test/fuzz/run.ts programs|rpc|engine [--seed N] [--count N]');
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

async function rpc(): Promise<number> {
  const first = values.session === undefined ? 0 : Number(values.session);
  const sessions = values.session === undefined ? Math.ceil(Number(values.count) / BODIES_PER_SESSION) : 1;
  console.log(`seed ${seed}, ${sessions} sessions of ${BODIES_PER_SESSION} bodies`);
  const began = performance.now();
  const reports = await fuzzRpc(seed, first, first + sessions, Number(values.most), (done) => {
    if (done % 20 === 0) console.log(`${done} sessions, ${Math.round((performance.now() - began) / 1000)} s`);
  });
  let found = 0;
  for (const { session, finding } of reports) {
    if (finding === undefined) continue;
    found++;
    const { index, complaint, body, alone } = finding;
    console.log(
      `\nsession ${session} of seed ${seed}, body ${index}${alone ? ', alone on a fresh node too' : ''}:`,
    );
    console.log(`${complaint}\n${body.length > 4000 ? `${body.slice(0, 4000)}…` : body}`);
  }
  console.log(
    `\n${reports.length} sessions in ${Math.round((performance.now() - began) / 1000)} s, ${found} with a finding`,
  );
  return found === 0 ? 0 : 1;
}

async function enginePort(): Promise<number> {
  const first = values.session === undefined ? 0 : Number(values.session);
  const sessions = values.session === undefined ? Math.ceil(Number(values.count) / BODIES_PER_SESSION) : 1;
  console.log(`seed ${seed}, ${sessions} sessions of ${BODIES_PER_SESSION} bodies`);
  let found = 0;
  for (let session = first; session < first + sessions && found < Number(values.most); session++) {
    const finding = await runEngineSession({ seed, session, bodies: BODIES_PER_SESSION });
    if (finding === undefined) continue;
    found++;
    const { index, complaint, body } = finding;
    console.log(`\nsession ${session} of seed ${seed}, body ${index}:\n${complaint}\n${body.slice(0, 4000)}`);
  }
  console.log(`\n${sessions} sessions, ${found} with a finding`);
  return found === 0 ? 0 : 1;
}
