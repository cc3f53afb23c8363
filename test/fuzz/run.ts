/**
 * Fuzzes as long as wanted. Every run is decided by its seed; `bun test/fuzz/run.ts --help` says how to ask for one.
 *
 * `programs` compares executors (test/fuzz/executors.ts) on random worlds and transactions; of each difference it
 * prints the smallest case that still shows it, which --case runs again.
 * `rpc` sends bodies made from the method table to development nodes, a fresh one for each session of some bodies.
 * `engine` does the same over the engine port, as a consensus client that has lost its mind.
 *
 * All end with status 1 where something differed or an answer was wrong.
 */
import { Command, InvalidArgumentError } from 'commander';
import { FORKS, type ForkName } from '../../vm/rules/forks.ts';
import { parseCase } from './case.ts';
import { differencesOf } from './compare.ts';
import { EXECUTOR_NAMES, executorNamed } from './executors.ts';
import { fuzzPrograms } from './programs.ts';
import { runEngineSession } from './rpc/engineSession.ts';
import { BODIES_PER_SESSION, fuzzRpc } from './rpc/sessions.ts';

interface Options {
  readonly seed: number;
  readonly count: number;
  readonly most: number;
}

interface ProgramOptions extends Options {
  readonly first: number;
  readonly workers?: number;
  readonly engines: readonly string[];
  readonly fork?: ForkName;
  readonly case?: string;
}

interface SessionOptions extends Options {
  readonly session?: number;
}

/** Milliseconds between two lines of progress. */
const PROGRESS = 10_000;

const program = new Command('bun test/fuzz/run.ts').description('Fuzzes the node.');

fuzzCommand('programs', 'executors on random worlds and transactions')
  .option('--engines <names>', `what is compared with the first: ${EXECUTOR_NAMES.join(', ')}`, names, [
    'ethereumjs',
    'judge',
  ])
  .option('--first <n>', 'number of the first case', integer, 0)
  .option('--workers <n>', 'threads (default: one a core)', integer)
  .option('--fork <name>', 'this fork alone', forkNamed)
  .option('--case <json>', 'this case alone')
  .action(async (options: ProgramOptions) => {
    process.exit(options.case === undefined ? await programs(options) : await again(options));
  });
fuzzCommand('rpc', 'the JSON-RPC server, by bodies made from the method table')
  .option('--session <n>', 'this session of the seed alone', integer)
  .action(async (options: SessionOptions) => process.exit(await rpc(options)));
fuzzCommand('engine', 'the engine port')
  .option('--session <n>', 'this session of the seed alone', integer)
  .action(async (options: SessionOptions) => process.exit(await enginePort(options)));
await program.parseAsync();

function fuzzCommand(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--seed <n>', 'decides everything', integer, Date.now() % 1_000_000)
    .option('--count <n>', 'cases or bodies', integer, 10_000)
    .option('--most <n>', 'ends after so many findings', integer, 5);
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a number is wanted');
  return Number(text);
}

function names(text: string): readonly string[] {
  const list = text.split(',');
  const unknown = list.find((name) => !EXECUTOR_NAMES.includes(name));
  if (unknown !== undefined || list.length < 2)
    throw new InvalidArgumentError(`two or more of ${EXECUTOR_NAMES.join(', ')}, with commas`);
  return list;
}

function forkNamed(text: string): ForkName {
  const fork = FORKS.find(({ name }) => name === text);
  if (fork === undefined) throw new InvalidArgumentError('no such fork');
  return fork.name;
}

async function programs({ engines, fork, workers, ...run }: ProgramOptions): Promise<number> {
  const { seed, count, first } = run;
  console.log(`${engines.join(', ')}: seed ${seed}, ${count} cases from ${first} on`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let shown = began;
  const report = await fuzzPrograms({ ...run, engines, fork, workers }, (done, found) => {
    for (const { index, text, reproduction } of found)
      console.log(`\ncase ${index} of seed ${seed}:\n${text}\n--case '${reproduction}'\n`);
    if (performance.now() - shown < PROGRESS) return;
    shown = performance.now();
    const rate = done / seconds();
    const left = Math.ceil((count - done) / rate / 60);
    console.log(`${done} cases, ${seconds().toFixed(0)} s, ${rate.toFixed(0)} a second, ${left} min left`);
  });
  for (const [key, n] of Object.entries(report.statistics).sort(([, a], [, b]) => b - a))
    console.log(`${n}\t${key}`);
  console.log(`\n${report.cases} cases in ${seconds().toFixed(0)} s, ${report.findings.length} differ`);
  return report.findings.length === 0 ? 0 : 1;
}

async function again({ engines, case: text = '' }: ProgramOptions): Promise<number> {
  const lines = await differencesOf(parseCase(text), engines.map(executorNamed));
  console.log(lines.length === 0 ? 'no difference' : lines.join('\n'));
  return lines.length === 0 ? 0 : 1;
}

async function rpc(options: SessionOptions): Promise<number> {
  const { seed, most } = options;
  const { first, sessions } = sessionsOf(options);
  const began = performance.now();
  const reports = await fuzzRpc(seed, first, first + sessions, most, (done) => {
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

async function enginePort(options: SessionOptions): Promise<number> {
  const { seed, most } = options;
  const { first, sessions } = sessionsOf(options);
  let found = 0;
  for (let session = first; session < first + sessions && found < most; session++) {
    const finding = await runEngineSession({ seed, session, bodies: BODIES_PER_SESSION });
    if (finding === undefined) continue;
    found++;
    const { index, complaint, body } = finding;
    console.log(`\nsession ${session} of seed ${seed}, body ${index}:\n${complaint}\n${body.slice(0, 4000)}`);
  }
  console.log(`\n${sessions} sessions, ${found} with a finding`);
  return found === 0 ? 0 : 1;
}

function sessionsOf({ seed, count, session }: SessionOptions): { first: number; sessions: number } {
  const sessions = session === undefined ? Math.ceil(count / BODIES_PER_SESSION) : 1;
  console.log(`seed ${seed}, ${sessions} sessions of ${BODIES_PER_SESSION} bodies`);
  return { first: session ?? 0, sessions };
}
