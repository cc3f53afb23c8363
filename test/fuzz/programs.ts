import { availableParallelism } from 'node:os';
import type { ForkName } from '../../vm/rules/forks.ts';
import type { Statistics } from './compare.ts';
import { randomFork } from './generate/case.ts';
import { caseSeed, Random } from './random.ts';
import type { Job, Report } from './worker.ts';

/** A run of the fuzzer of programs and transactions. */
export interface ProgramRun {
  readonly seed: number;
  /** the number of the first case: a run can be taken up again */
  readonly first: number;
  readonly count: number;
  /** what is compared, by name; the first is what the others are held against */
  readonly engines: readonly string[];
  /** of every case; otherwise each slice has one, decided by the seed */
  readonly fork: ForkName | undefined;
  readonly workers: number | undefined;
  /** ends a run after so many findings */
  readonly most: number;
}

/** Cases that a worker takes at a time; a number of the first that is a multiple of it takes a run up where it was. */
const SLICE = 200;

/** Compares executors on random cases, on every core or so many workers. Returns how many ran, how they ended and what differed. */
export function fuzzPrograms(
  run: ProgramRun,
  progress: (done: number, found: Report['findings']) => void = () => {},
): Promise<Report> {
  const statistics: Statistics = {};
  const findings: Report['findings'][number][] = [];
  const last = run.first + run.count;
  let next = run.first;
  let cases = 0;
  let busy = 0;
  return new Promise((resolve, reject) => {
    for (let i = 0; i < (run.workers ?? availableParallelism()); i++) {
      const worker = new Worker(new URL('./worker.ts', import.meta.url).href);
      busy++;
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<Report | 'ready'>) => {
        if (data !== 'ready') {
          cases += data.cases;
          findings.push(...data.findings);
          for (const [key, n] of Object.entries(data.statistics))
            statistics[key] = (statistics[key] ?? 0) + n;
          progress(cases, data.findings);
        }
        if (next >= last || findings.length >= run.most) {
          worker.terminate();
          if (--busy === 0) resolve({ cases, statistics, findings });
          return;
        }
        const end = Math.min(next + SLICE, last);
        const { seed, engines } = run;
        const fork = run.fork ?? randomFork(new Random(caseSeed(seed, next)));
        worker.postMessage({ seed, first: next, end, engines, fork } satisfies Job);
        next = end;
      };
    }
  });
}
